"""Entries of timelines: headings that are times, list items, table rows, posts, lines of logs and chats."""

from __future__ import annotations

import re
from dataclasses import replace

from timelines.reading.model import Block, BlockKind, Mention, Place, Sentence
from timelines.reading.plain import plain_words
from timelines.reading.story.clauses import LONGEST, has_words, skip_times, tidy, what_happened
from timelines.reading.story.pages import HIDDEN, Pages
from timelines.reading.story.stated import SENTENCES, role_of
from timelines.reading.story.told import Form, Told
from timelines.reading.story.weeding import is_day, is_usable

_UPDATE = re.compile(
    r"\W*(?:(?:status|initial|first|final|last|incident|public|customer)\s+)?(?:update|message|post|status|"
    r"investigating|identified|"
    r"monitoring|resolved|resolution)s?(?:\s*#?\d{1,2})?\W*",
    re.IGNORECASE,
)
_ACTOR_COLUMN = re.compile(
    r"\b(?:who|actor|person|by|author|owner|name|team|user|engineer|responder)\b", re.IGNORECASE
)
_SIDE_COLUMN = re.compile(
    r"\b(?:duration|elapsed|delta|t\+|offset|zone|links?|refs?|references?|source|evidence|date|day|time|"
    r"since|#|id|no\.?)\b",
    re.IGNORECASE,
)
_END_COLUMN = re.compile(r"\b(?:end|ended|until|to|finish|finished|stop|resolved)\b", re.IGNORECASE)
_LEVEL = re.compile(
    r"\b(?:ERROR|ERR|WARN|WARNING|FATAL|CRIT|CRITICAL|ALERT|PANIC|SEVERE|[Ff]ailed|[Ee]xception)\b"
)
_NAMED = re.compile(r"(?<![\w/.@])@(?P<name>[A-Za-z][\w-]{1,38})\b")
_LINK_ALONE = re.compile(
    r"[\[(<]?(?:\[?\w{1,20}(?: (?:link|thread|message|issue|chat|"
    r"log))?\]?\()?https?://[^\s)>]{1,500}[)\]>]{0,2}",
    re.IGNORECASE,
)
_DEFINES = re.compile(r"\b(?:that|which|who|whose)\b", re.IGNORECASE)
_MOST_TIMES = 40  # in one sentence, row or heading: more are a list of times that tells nothing
_GOES_ON = re.compile(
    r"(?:,|\b(?:a|an|the|of|to|by|and|or|in|on|at|for|with|from|as|is|was|are|"
    r"were))$",
    re.IGNORECASE,
)
_NEAR = 200  # characters around a line of a header in which another one stands
_HEADER = re.compile(
    r"^[>\s]{0,8}(?:commit [0-9a-f]{7,40}\b|(?:author|committer|from|to|cc|subject|"
    r"message-id|merge):\s)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_OF_TIME = re.compile(
    r"[>\s]{0,8}(?:(?:author|commit(?:ter)?)?[ -]?date|sent|received|delivery-date)\s?:", re.IGNORECASE
)
_MORE_THAN_FIELD = 6  # words behind the time of a field: then it is a sentence
_MOST_SAID = 2000  # characters of an entry that are looked through for milestones
_MOST_LINES = 12  # of one block of log lines: more are no timeline
_LABEL = re.compile(
    r"[\s*_]{0,6}(?P<label>[A-Za-z][^:|\n.]{1,60}?)[\s*_]{0,6}(?::[\s*_]{0,6}|\s[-–—]\s{1,3})$"
)


def entry_of(pages: Pages, index: int) -> list[Told]:
    """What a block tells as an entry of a timeline; empty where it is none."""
    block = pages.block(index)
    if block.kind is BlockKind.HEADING:
        return _heading(pages, index)
    if block.kind in (BlockKind.POST, BlockKind.CHAT, BlockKind.LOG):
        return _stamped(pages, index)
    if block.kind is BlockKind.ROW:
        return _row(pages, index)
    if block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH):
        return _item(pages, index)
    return []


def _told(pages: Pages, index: int, mention: Mention, place: Place, text: str, form: Form, **more) -> Told:
    block = pages.block(index)
    said = more.pop("said", None) or said_at(pages.text, place)
    told = Told(
        place=place,
        text=text,
        said=said,
        form=form,
        section=pages.sections[index],
        block=index,
        mention=mention,
        when=mention.when,
        until=mention.until,
        time_place=mention.place,
        **more,
    )
    if not told.actor:
        told.actor = actor_in(text)
    if block.kind is BlockKind.LOG:
        told.is_log = True
    return told


def said_at(text: str, place: Place) -> str:
    """The plain words of a place; lines that are sentences or titles of their own stay apart."""
    said, last = "", ""
    for line in place.of(text)[:_MOST_SAID].splitlines():
        words = plain_words(line)
        if words:
            is_own = words[0].isupper() and not _GOES_ON.search(last)
            said += ("\n" if is_own else " ") + words if said else words
            last = words
    return said


def actor_in(text: str) -> str:
    """Who is named with a sign (“@mira”); "" for nobody or several."""
    names = {match["name"] for match in _NAMED.finditer(text)}
    return names.pop() if len(names) == 1 else ""


# Headings


def _heading(pages: Pages, index: int) -> list[Told]:
    block, mentions = pages.block(index), pages.in_block.get(index, [])
    mentions = [one for one in mentions[:_MOST_TIMES] if one.when is not None or is_usable(one)]
    if not mentions or pages.is_title(index):
        return []
    mention = _carrying(mentions)
    if _DEFINES.search(pages.text, block.place.start, mention.place.start):
        return []
    if is_day(mention.when) and not _is_day_entry(pages, index):
        return []
    rest = what_happened(pages.text, block.place, pages.places_in(block.place))
    body = _body(pages, index)
    is_post = _UPDATE.fullmatch(rest) is not None
    if rest and not is_post and has_words(pages.text, _after_times(pages, index), 2):
        place = block.place if body is None else Place(block.place.start, body[0].end)
        return [_told(pages, index, mention, place, rest, Form.ENTRY)]
    if body is None:
        return []
    place, text = body
    form = Form.POST if is_post else Form.ENTRY
    told = _told(pages, index, mention, place, text, form, label=rest if is_post else "")
    told.more = _all_beneath(pages, index, place.end)
    return [told]


def _all_beneath(pages: Pages, index: int, after: int) -> str:
    """What else an entry tells, beyond the words that make its text."""
    said, length = [], 0
    for number in pages.beneath.get(index, ()):
        block = pages.block(number)
        if block.kind is BlockKind.HEADING or length > _MOST_SAID:
            break
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            pieces = [piece for piece in _pieces(pages, number) if piece.start >= after]
            said += [plain_words(pages.text, piece) for piece in pieces]
            length += sum(piece.end - piece.start for piece in pieces)
    return "\n".join(said)


def _carrying(mentions: list[Mention]) -> Mention:
    """The first with a clock time, else the first; its end may stand beside it."""
    clocked = [one for one in mentions if one.when is not None and not is_day(one.when)]
    return (clocked or mentions)[0]


def _after_times(pages: Pages, index: int) -> Place:
    block = pages.block(index)
    return Place(skip_times(pages.text, block.place, pages.places_in(block.place)), block.place.end)


def _is_day_entry(pages: Pages, index: int) -> bool:
    """Whether a heading with a day is an entry: what stands beneath has no time of its own."""
    beneath = pages.beneath.get(index, [])
    if not beneath or any(pages.usable(one) for one in beneath):
        return False
    first = pages.block(beneath[0])
    if first.kind is BlockKind.HEADING:
        return False
    return pages.dated_headings[pages.block(index).heading] >= 2


def _body(pages: Pages, index: int) -> tuple[Place, str] | None:
    """The first words under a heading, up to the end of a sentence; None where nothing stands there.

    That is one paragraph or several list items, and a line of code where the words announce it.
    """
    places: list[Place] = []
    kind = None
    for number in pages.beneath.get(index, ()):
        block = pages.block(number)
        if block.kind is BlockKind.CODE and places and places[-1].of(pages.text).rstrip().endswith(":"):
            places.append(block.place)
            break
        if block.kind in HIDDEN:
            continue
        if block.kind is BlockKind.HEADING or pages.is_dated_entry(number) or kind not in (None, block.kind):
            break
        if not _gather(pages, _pieces(pages, number), places):
            break
        if places:
            kind = block.kind if block.kind is BlockKind.ITEM else BlockKind.CODE
    if not places:
        return None
    return Place(places[0].start, places[-1].end), _joined([plain_words(pages.text, one) for one in places])


def _gather(pages: Pages, pieces: list[Place], places: list[Place]) -> bool:
    """Take sentences as long as they make a text of a timeline; False when that is full."""
    length = sum(one.end - one.start for one in places)
    for piece in pieces:
        if not plain_words(pages.text, piece) or _LINK_ALONE.fullmatch(piece.of(pages.text).strip()):
            continue
        length += len(plain_words(pages.text, piece))
        if places and length > LONGEST:
            return False
        places.append(piece)
    return True


def _pieces(pages: Pages, number: int) -> list[Place]:
    sentences = pages.sentences.get(number)
    return [one.place for one in sentences] if sentences else [pages.block(number).place]


def _joined(pieces: list[str]) -> str:
    """Sentences on one line; list items are set apart."""
    line = ""
    for piece in pieces:
        glue = "" if not line else " " if line[-1] in ".!?:;…" else "; "
        line += glue + piece
    return tidy(line)


# Posts, chats, logs


def _stamped(pages: Pages, index: int) -> list[Told]:
    block, mentions = pages.block(index), pages.in_block.get(index, [])
    stamp = block.stamp
    mention = next((one for one in mentions if stamp and one.place.meets(stamp) and is_usable(one)), None)
    if mention is None or (block.kind is BlockKind.POST and not pages.sentences.get(index)):
        return []
    author = block.author.of(pages.text).strip() if block.author else ""
    text = _stamped_text(pages, index, block)
    if len(text.split()) < 2 and text.isupper():
        return []  # nothing but a zone
    form = {BlockKind.POST: Form.POST, BlockKind.CHAT: Form.CHAT}.get(block.kind, Form.LOG)
    return [_told(pages, index, mention, block.place, text, form, actor=author, said=text)]


def _stamped_text(pages: Pages, index: int, block: Block) -> str:
    sentences = pages.sentences.get(index)
    if sentences:
        words = Place(sentences[0].place.start, sentences[-1].place.end)
        if block.kind is BlockKind.LOG:
            return words.of(pages.text).strip()
        return plain_words(pages.text, words)
    return what_happened(pages.text, block.place, [block.stamp] if block.stamp else [])


def fewer_log_lines(told: list[Told]) -> list[Told]:
    """Of each run of log lines the first, and those that tell of a failure in other words; a few at most."""
    kept, run, seen = [], [], set()
    for one in told:
        if not one.is_log:
            kept.append(one)
            continue
        if run and one.block != run[-1] + 1:
            run, seen = [], set()
        words = re.sub(r"[\d\W]+", " ", one.text)[:80]
        run.append(one.block)
        if words in seen or len(seen) >= _MOST_LINES or (seen and not _LEVEL.search(one.text)):
            continue
        seen.add(words)
        kept.append(one)
    return kept


# Rows


def _row(pages: Pages, index: int) -> list[Told]:
    block, mentions = pages.block(index), pages.usable(index)[:_MOST_TIMES]
    if len(block.cells) > _MOST_TIMES:
        return []
    if not mentions or (block.head < 0 and _is_head(pages, index)):
        return []
    titles = _titles(pages, block)
    timed = [number for number, cell in enumerate(block.cells) if _is_time_cell(pages, index, cell)]
    lead = next((one for one in mentions if any(block.cells[n].meets(one.place) for n in timed)), None)
    if lead is None:
        return []
    lead = _clock_first(mentions, lead, [block.cells[n] for n in timed])
    text, label, actor = _row_words(pages, index, timed, titles)
    if not text:
        return []
    role = role_of(label) if text == label else ""
    form, text = (Form.FIELD, SENTENCES[role]) if role else (Form.ENTRY, text)
    told = _told(pages, index, lead, block.place, text, form, label=label, actor=actor)
    told.until = told.until or _row_end(mentions, lead, block, timed, titles)
    return [told]


def _is_head(pages: Pages, index: int) -> bool:
    following = index + 1
    blocks = pages.document.blocks
    return following < len(blocks) and blocks[following].head == index


def _titles(pages: Pages, block: Block) -> list[str]:
    if block.head < 0:
        return [""] * len(block.cells)
    titles = [plain_words(pages.text, cell) for cell in pages.block(block.head).cells]
    return [*titles, *[""] * len(block.cells)][: len(block.cells)]


def _is_time_cell(pages: Pages, index: int, cell: Place) -> bool:
    inside = pages.places_in(cell)
    if not inside:
        return False
    end = skip_times(pages.text, cell, inside)
    return end > cell.start and not has_words(pages.text, Place(min(end, cell.end), cell.end))


def _clock_first(mentions: list[Mention], lead: Mention, cells: list[Place]) -> Mention:
    """With date and time in columns of their own, the clock time carries the event."""
    if not is_day(lead.when):
        return lead
    timed = [one for one in mentions if any(cell.meets(one.place) for cell in cells) and not is_day(one.when)]
    return next((one for one in timed if one.when is not None and lead.when.overlaps(one.when)), lead)


def _row_words(pages: Pages, index: int, timed: list[int], titles: list[str]) -> tuple[str, str, str]:
    """(what happened, the label before it, who did it) of a row."""
    words, label, actor = [], "", ""
    for number, cell in enumerate(pages.block(index).cells):
        if number in timed or not (said := plain_words(pages.text, cell)):
            continue
        if _ACTOR_COLUMN.search(titles[number]) and len(said) <= 60:
            actor = actor or said
        elif not _SIDE_COLUMN.search(titles[number]) and has_words(pages.text, cell):
            words.append(said)
    if not words:
        return "", "", actor
    longest = max(words, key=len)
    if words[0] is not longest and len(words[0]) <= 40:
        label = words[0]
    return tidy(longest), label or (longest if len(words) == 1 else ""), actor


def _row_end(mentions, lead: Mention, block: Block, timed: list[int], titles: list[str]):
    for number in timed:
        cell = block.cells[number]
        if cell.meets(lead.place) or not _END_COLUMN.search(titles[number]):
            continue
        end = next((one.when for one in mentions if cell.meets(one.place)), None)
        if end is not None and lead.when is not None and not end.before(lead.when):
            return end
    return None


# Items and lines


def _item(pages: Pages, index: int) -> list[Told]:
    """An item that begins with its time, or the lines of a paragraph that do; “Start time: …” likewise."""
    block = pages.block(index)
    if block.kind is BlockKind.PARAGRAPH:
        return _lines(pages, index)
    mentions = pages.usable(index)[:_MOST_TIMES]
    if not mentions:
        return []
    lead = mentions[0]
    if not pages.leads(block.place, lead):
        return _labelled(pages, index, lead, block.place)
    if is_day(lead.when):
        lead = next((one for one in mentions[1:] if pages.leads(block.place, one)), lead)
    return _line(pages, index, lead, block.place)


def _line(pages: Pages, index: int, lead: Mention, place: Place) -> list[Told]:
    if not has_words(pages.text, Place(lead.place.end, place.end)):
        return _with_following(pages, index, lead)
    text = what_happened(pages.text, _first_words(pages, index, place), _leading_places(pages, place, lead))
    if _UPDATE.fullmatch(text) and (post := _with_following(pages, index, lead)):
        return [replace(post[0], form=Form.POST, label=text)]
    return [_told(pages, index, lead, place, text, Form.ENTRY)]


def _lines(pages: Pages, index: int) -> list[Told]:
    """The lines of a paragraph that begin with a time, each with what follows up to the next time."""
    found, sentences = [], pages.sentences.get(index, [])
    for number, sentence in enumerate(sentences):
        inside = pages.usable_in(sentence.place)
        if not inside or len(inside) > _MOST_TIMES:
            continue
        lead, unit = inside[0], sentence.place
        if is_day(lead.when):
            lead = next((one for one in inside[1:] if pages.leads(unit, one)), lead)
        if not pages.leads(unit, lead):
            if number == 0 or "\n" in unit.of(pages.text):
                found += _fields(pages, index, inside, _up_to_next(pages, sentences, number))
        elif _is_line(pages, unit, lead):
            found += _line(pages, index, lead, _up_to_next(pages, sentences, number))
    return found


def _fields(pages: Pages, index: int, mentions: list[Mention], unit: Place) -> list[Told]:
    """The lines of a piece that are a label and a time."""
    found = []
    for mention in mentions:
        start = pages.text.rfind("\n", unit.start, mention.place.start) + 1 or unit.start
        end = pages.text.find("\n", mention.place.end, unit.end)
        found += _labelled(pages, index, mention, Place(start, end if end >= 0 else unit.end))
    return found


def _up_to_next(pages: Pages, sentences: list[Sentence], number: int) -> Place:
    end = sentences[number].place.end
    for sentence in sentences[number + 1 :]:
        if pages.has_time(sentence.place):
            break
        end = sentence.place.end
    return Place(sentences[number].place.start, end)


def _leading_places(pages: Pages, place: Place, lead: Mention) -> list[Place]:
    return pages.places_in(Place(place.start, lead.place.end + 30))


def _is_line(pages: Pages, unit: Place, lead: Mention) -> bool:
    """Whether words are an entry of a timeline and not prose that begins with a time (“At 14:05 we …”)."""
    begins = pages.text[unit.start : lead.place.start + 4].lstrip("*_`[(~≈ \t")
    after = pages.text[lead.place.end : lead.place.end + 12].lstrip("*_`)] ")
    if after[:1] in ("-", "–", "—", ":", "|", "\n", "", "=", ">"):
        return True
    return not is_day(lead.when) and begins[:1].isdigit() and not re.match(r",\s?[a-z]", after)


def _first_words(pages: Pages, index: int, place: Place) -> Place:
    """As many sentences as make a text of a timeline; at least the first that says something."""
    end = place.start
    for sentence in pages.sentences.get(index, ()):
        piece = sentence.place
        if piece.start < place.start:
            continue
        is_enough = end > place.start and has_words(pages.text, Place(place.start, end))
        if piece.end > place.end or (is_enough and piece.end - place.start > LONGEST):
            break
        end = piece.end
    return Place(place.start, end) if end > place.start else place


def _with_following(pages: Pages, index: int, lead: Mention) -> list[Told]:
    """A line that is only a time: the block behind it tells what happened."""
    blocks, following = pages.document.blocks, index + 1
    while following < len(blocks) and blocks[following].kind in HIDDEN:
        following += 1
    if following >= len(blocks) or blocks[following].kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return []
    here, there = pages.block(index), blocks[following]
    if here.kind is there.kind is BlockKind.ITEM and there.level <= here.level:
        return []
    if pages.has_time(blocks[following].place):
        return []
    place = _first_words(pages, following, blocks[following].place)
    return [_told(pages, index, lead, place, tidy(plain_words(pages.text, place)), Form.ENTRY)]


def is_header(text: str, place: Place) -> bool:
    """Whether a line stands among those of a commit or a mail (“Author: …”, “Date: …”)."""
    line = text.rfind("\n", 0, place.start) + 1
    if not _HEADER_OF_TIME.match(text, line, line + _NEAR):
        return False
    around = text[max(0, line - _NEAR) : place.end + _NEAR]
    return _HEADER.search(around) is not None


def _labelled(pages: Pages, index: int, lead: Mention, place: Place) -> list[Told]:
    """“Start time: 14:05 UTC”: the label says what happened then; “First alert: 14:05, disk full” both do."""
    before = pages.text[place.start : pages.first_time(place, lead)]
    match = _LABEL.match(re.sub(r"[~≈(\s]{1,6}$", " ", before)) if len(before) < 80 else None
    label = plain_words(match["label"]) if match else before.strip(" *_")
    if len(label.split()) > 6 or not (match or (len(before) < 80 and role_of(label))):
        return []
    after = Place(lead.place.end, place.end)
    if is_header(pages.text, place):
        return []
    if has_words(pages.text, after, _MORE_THAN_FIELD):
        return []
    role = role_of(label)
    text = SENTENCES.get(role, "") or tidy(label)
    if not role and has_words(pages.text, after, 2):
        text = f"{text}: {tidy(plain_words(pages.text, after))}"
    return [_told(pages, index, lead, place, text, Form.FIELD, label=label)]
