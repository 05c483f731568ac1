"""Timelines in tables: CSV and TSV, as spreadsheets and incident tools export them."""
