"""Deciding about one thing that was read of a document being imported."""

from __future__ import annotations

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reselect, retarget

from incidents.drafts.items import items_of, may_unite, text_of
from incidents.drafts.page import Sums, open_to
from incidents.drafts.reading import read_draft
from incidents.exceptions import DraftGone
from incidents.forms.import_items import item_form_for
from incidents.importing.document import DocumentError
from incidents.views.importing import own_draft, part_asked_for

OFFERED = 200  # other items that one may be united with, nearest first


def _while_waiting(view):
    """Answer 404 where the draft is stored, discarded or deleted while the view decides about it."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except DraftGone as error:
            raise Http404 from error

    return answer


def _found(request, draft_id, item_key):
    """(draft, reading, items, the item). Raises Http404 for an item that is not read."""
    draft = own_draft(request, draft_id)
    if not draft.is_waiting:
        raise Http404
    try:
        reading = read_draft(draft)
    except DocumentError as error:
        raise Http404 from error
    items = items_of(reading.read, draft.decisions)
    item = next((item for item in items if item.key == item_key), None)
    if item is None:
        raise Http404
    return draft, reading, items, item


def _back(request, draft, item_key):
    """To the draft's page at this item. htmx swaps its whole main part, for counts and marks change."""
    return redirect(f"{draft.get_absolute_url()}?part={part_asked_for(request)}#i-{item_key}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@_while_waiting
def import_item(request, draft_id, item):
    """One item being changed, in its place or on a page of its own. Changing it accepts it."""
    draft, reading, items, found = _found(request, draft_id, item)
    form = item_form_for(found, request.POST if request.method == "POST" else None, read=reading.read)
    if request.method == "POST" and form.is_valid():
        draft.decide({item: form.decision()})
        return _back(request, draft, item)
    context = {
        "draft": draft,
        "item": found,
        "form": form,
        "part": part_asked_for(request),
        "quote": found.places[0].of(draft.text)[:2000] if found.places else "",
        "others": _others(items, found),
    }
    status = 422 if request.method == "POST" else 200
    if not request.htmx:
        return render(request, "incidents/import_item.html", context, status=status)
    answer = render(request, "incidents/_import_item_form.html", context, status=status)
    # Where it was accepted the answer is the whole page, and the form asks for that.
    return reselect(retarget(answer, f"#i-{item}"), f"#i-{item}") if status == 422 else answer


def _others(items, found):
    """(key, words) of the items that this one may be united with, those that stand near it first."""
    others = [item for item in items if item.key != found.key and may_unite(item.read, found.read)]
    others.sort(key=lambda item: abs(item.found.place.start - found.found.place.start))
    return [(item.key, text_of(item.found)[:120]) for item in others[:OFFERED]]


@login_required
@require_POST
@_while_waiting
def import_take(request, draft_id, item):
    """Accept an item, or drop it. htmx gets the sums that change with it, and the row where its time does."""
    draft, reading, _, found = _found(request, draft_id, item)
    draft.decide({item: {"take": f"take-{item}" in request.POST}})
    if not request.htmx or found.is_open:
        return _back(request, draft, item)
    sums = Sums(items_of(reading.read, draft.decisions), open_to(request.user, draft.into_id))
    return render(request, "incidents/_import_sums.html", {"sums": sums, "is_swap": True})


@login_required
@require_POST
@_while_waiting
def import_apart(request, draft_id, item):
    """Let an event be one of its own though the incident has one like it, or further evidence after all."""
    draft, _, _, found = _found(request, draft_id, item)
    draft.decide({item: {"apart": None if found.is_apart else True}})
    return _back(request, draft, item)


@login_required
@require_POST
@_while_waiting
def import_unite(request, draft_id, item):
    """Make one of two items: this one, with the words of the other as well."""
    draft, _, items, found = _found(request, draft_id, item)
    other = next((one for one in items if one.key == request.POST.get("other")), None)
    if other is None or other.key == item or not may_unite(found.read, other.read):
        raise Http404
    parts = {part: {"with": item} for part in (other.key, *other.parts)}
    taken = {"take": True} if found.is_taken or other.is_taken else {}
    draft.decide(parts | {item: {"with": None, **taken}})
    return _back(request, draft, item)


@login_required
@require_POST
@_while_waiting
def import_part(request, draft_id, item):
    """Take apart again what was united."""
    draft, _, _, found = _found(request, draft_id, item)
    draft.decide({part: {"with": None} for part in found.parts})
    return _back(request, draft, item)
