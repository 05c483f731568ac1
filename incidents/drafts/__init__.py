"""A document being imported: its items with what was decided about them, and the page that shows both."""
