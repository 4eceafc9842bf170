"""The calls: their list, the card of one, the strip of those that ring."""
