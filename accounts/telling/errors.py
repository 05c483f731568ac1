"""What can go wrong with telling somebody."""


class NotSent(Exception):
    """It could not be sent; the message says why, without any secret."""
