"""News, decisions, events, other authorities' telephones, help with e-services: what the menu reads by rubric."""
