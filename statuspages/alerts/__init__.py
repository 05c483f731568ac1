"""Telling people and channels what happened on watched pages: at once, or in a digest."""
