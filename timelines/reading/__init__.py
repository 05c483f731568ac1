"""Reading a post-incident write-up: from its words to events, factors, actions and what was affected.

`read_write_up` is the way in; `model` has what comes out. Pure functions: no database, no network, no clock.
"""
