"""The office hours: the week, the days of their own, and what is ordered by hand."""
