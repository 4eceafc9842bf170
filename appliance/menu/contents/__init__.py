"""Parts of a menu's content as values, one file each: made by `publishing`, read by nodes."""
