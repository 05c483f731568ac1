"""What a format is: how its documents are recognised, opened and read. `opening.FORMATS` lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from incidents.importing.decoding import MAX_FILE_BYTES, Decoded, decoded
from incidents.importing.document import Opened, ReadDocument, ReadSettings


@dataclass(frozen=True)
class Given:
    """A document as somebody gave it.

    - name: of the file, or "". content_type: as declared with it, or "". address: where it was found, or "".
    """

    data: bytes = field(repr=False)
    name: str = ""
    content_type: str = ""
    address: str = ""

    @cached_property
    def decoded(self) -> Decoded:
        """Its text, of any length, and what was assumed to get at it. DocumentError where it is no text."""
        return decoded(self.data, self.content_type, limit=MAX_FILE_BYTES)

    @property
    def text(self) -> str:
        return self.decoded.text

    @property
    def ending(self) -> str:
        """The end of its name without the dot: "md", "html"; "" where it has none."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""

    @property
    def media_type(self) -> str:
        """The declared type without its parameters: "text/html", or ""."""
        return self.content_type.partition(";")[0].strip().lower()

    def opened(self, format_name: str, text: str | None = None, **hints) -> Opened:
        """This document, opened: its own text unless another is given, with what was assumed as hints."""
        if text is None:
            text = self.text
            hints = {"problems": list(self.decoded.problems)} | hints if self.decoded.problems else hints
        return Opened(format_name, text, self.name, self.address, hints)


@dataclass(frozen=True)
class Format:
    """A kind of document.

    - name: as `Opened.format` has it, never changed, as it is stored. called: how people call it.
    - is_binary: it is recognised by its bytes; nobody decodes it.
    - recognises: whether a document is of this format. Cheap; raises nothing but what `Given.text` does.
    - open: one Opened for each document it holds. read: what one says. Both raise DocumentError.
    """

    name: str
    called: str
    recognises: Callable[[Given], bool]
    open: Callable[[Given], list[Opened]]
    read: Callable[[Opened, ReadSettings], ReadDocument]
    is_binary: bool = False
