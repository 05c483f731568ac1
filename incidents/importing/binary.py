"""What a file that is no text looks like, in words for whoever gave it."""

from __future__ import annotations

UNKNOWN = "binary data"  # of a kind that has no sign here
SIGNS = (
    (b"\x89PNG\r\n", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"II*\x00", "an image (TIFF)"),
    (b"MM\x00*", "an image (TIFF)"),
    (b"\x00\x00\x01\x00", "an image (icon)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ\x00", "a compressed file (xz)"),
    (b"(\xb5/\xfd", "a compressed file (Zstandard)"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook file"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\x00asm", "a program (WebAssembly)"),
    (b"SQLite format 3\x00", "a database (SQLite)"),
    (b"OggS", "a sound or film (Ogg)"),
    (b"fLaC", "a sound (FLAC)"),
    (b"\x1aE\xdf\xa3", "a film (Matroska)"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"bplist00", "a property list"),
)
# Letters that a text may begin with as well: it is this if zeros follow.
LETTERS = ((b"BM", "an image (bitmap)"), (b"ID3", "a sound (MP3)"), (b"MZ", "a program"))
RIFF = {b"WEBP": "an image (WebP)", b"WAVE": "a sound (WAV)", b"AVI ": "a film (AVI)"}


def looks_like(data: bytes) -> str:
    """What these bytes are by their first ones: "an image (PNG)"; "" for what may be text."""
    for sign, kind in SIGNS:
        if data.startswith(sign):
            return kind
    if data.startswith(b"RIFF"):
        return RIFF.get(data[8:12], "a sound or film")
    if data[4:8] == b"ftyp":
        return "a film or image (MP4, HEIC)"
    has_zeros = b"\x00" in data[:64]
    return next((kind for sign, kind in LETTERS if has_zeros and data.startswith(sign)), "")
