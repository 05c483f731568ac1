"""What an incident is like, among those that a person may see, and why: a sentence made of evidence.

`story` says what is compared; `stored`, `drafted` and `typed` tell it of an incident, of a draft and of a
form that somebody fills in. `candidates` finds incidents worth comparing, `comparing` compares two and finds
the words for it, `finding` puts it all together.
"""
