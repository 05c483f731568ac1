"""Documents that others wrote become incidents here.

`joining` finds the incident that a document is about and ties what it tells to what is told already; the
readers beside it turn text into plain data and know nothing of the database.
"""
