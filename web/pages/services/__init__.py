"""The services of the office: found, read out, sent, edited, printed, counted, taken in and out as a table."""
