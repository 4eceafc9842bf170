"""How texts sound: heard before they are saved, and the prompts of the menu with the ways to their sound."""
