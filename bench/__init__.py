"""Measurements of speed, on generated data, in a database of their own. `make bench` runs them."""
