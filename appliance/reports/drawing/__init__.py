"""What the forms of reports are drawn with: words around the tables, charts, tables on paper."""
