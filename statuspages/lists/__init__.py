"""Lists of watched pages as files, read (lines, CSV, OPML) and written (CSV, OPML). All of it is pure."""
