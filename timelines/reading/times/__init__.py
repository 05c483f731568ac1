"""Times in a document: found, told apart by what they are there for, and each resolved."""

from .finding import find_times

__all__ = ["find_times"]
