"""Ukrainian text → words → stress → engine → a prompt of 8 kHz."""
