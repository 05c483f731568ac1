"""The text of PDF and DOCX, extracted in a process of its own, within limits."""
