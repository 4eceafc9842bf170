"""What each part of a menu's content is made of, one file each: `NAME`, and `gather(now)` which reads rows."""
