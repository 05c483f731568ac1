"""Telling people by e-mail, and chats and hooks: what is due, once, and again where it did not arrive.

An app above has rows of its own that are `Outgoing`, and a `Courier` that says what of them may still be
told, which go together and how they are worded.
"""
