"""A review as a document: one writer a format, the same bytes for the same data."""

from reviews.exports.formats import FORMATS, Format, UnknownFormat, format_named, written

__all__ = ["FORMATS", "Format", "UnknownFormat", "format_named", "written"]
