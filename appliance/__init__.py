"""The daemon of Slukhavka and everything it is made of."""
