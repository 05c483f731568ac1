"""From times in their places to what happened then."""
