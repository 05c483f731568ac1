"""Saved searches: keeping them, looking for what newly answers, telling it, and their feeds."""
