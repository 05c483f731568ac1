"""The shape of a text: lines, blocks, sentences.

`page` goes through the lines once; each of the other modules knows one kind of block and how it begins.
"""
