"""Works on the box itself: beginning and ending them."""
