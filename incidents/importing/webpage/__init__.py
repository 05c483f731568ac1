"""Web pages: from HTML to the words that tell of an incident, in a plain form that keeps their structure.

The tree is built by selectolax (Lexbor), the words are taken out by us. trafilatura finds the main part of a
page too, and was tried on a saved PagerDuty export and on status pages of four vendors: it escapes what it
writes (“\\-”, “\\*”), so that quotes are no longer the words of the page; it drops short blocks with links,
such as the owner of a report, and most of a page without prose; and it keeps neither the `datetime` of a
`<time>` nor where it stood. Nothing here executes or loads anything.
"""
