"""Print: all that can be hung on the notice board, the poster, and a model decision on the hot line."""
