"""Importing a document: giving it, looking at what was read of it, storing what is right."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import require_editor
from incidents.access import editable_incident
from incidents.drafts.beginning import (
    begin_from_address,
    begin_from_files,
    begin_from_source,
    begin_from_text,
)
from incidents.drafts.items import items_of, keys_of
from incidents.drafts.page import page_of
from incidents.drafts.reading import read_draft
from incidents.drafts.request_time import one_request
from incidents.drafts.storing import store_draft
from incidents.exceptions import DraftGone, DraftStored, IncidentError
from incidents.forms.importing import DraftForm, ImportForm
from incidents.importing.document import DocumentError
from incidents.importing.further import likely_incidents
from incidents.models import ImportDraft, Incident
from timelines.exceptions import TimelineError

# Giving a document


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request):
    """The ways in, and what is being imported already."""
    require_editor(request.user)
    into = _asked_for(request)
    if request.method != "POST":
        return _ways_in(request, ImportForm(initial={"into": into.number if into else None}), into)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ways_in(request, form, into, status=422)
    given = form.cleaned_data["given"]
    begin = {"text": begin_from_text, "files": begin_from_files, "address": begin_from_address}[given]
    try:
        drafts = begin(form.cleaned_data[given], by=request.user, into=into)
    except DocumentError as error:
        form.add_error(given, str(error))
        return _ways_in(request, form, into, status=422)
    if len(drafts) == 1:
        return redirect(drafts[0])
    messages.success(request, f"{len(drafts)} documents were opened. Look at each, below.")
    return redirect("incidents:import")


def _asked_for(request) -> Incident | None:
    """The incident that the document is about, where the link to this page says so and it may be read."""
    number = (request.POST if request.method == "POST" else request.GET).get("into", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return Incident.objects.visible_to(request.user).filter(number=int(number)).first()


def _ways_in(request, form, into, status=200):
    drafts = list(ImportDraft.objects.of(request.user).filter(stored_at=None).for_list())
    context = {
        "form": form,
        "into": into,
        "waiting": [draft for draft in drafts if draft.is_waiting],
        "discarded": [draft for draft in drafts if not draft.is_waiting],
    }
    return render(request, "incidents/import.html", context, status=status)


@login_required
@require_POST
def source_read(request, number, pk):
    """A source that is kept already, read for what it tells."""
    incident = editable_incident(request, number)
    source = get_object_or_404(incident.sources, pk=pk)
    try:
        draft = begin_from_source(source, by=request.user)
    except DocumentError as error:
        messages.error(request, str(error))
        return redirect(source)
    return redirect(draft)


# A draft


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_request()
def import_draft(request, draft_id):
    """The document beside what was read of it."""
    draft = own_draft(request, draft_id)
    if draft.stored_at:
        return _to_incident(request, draft)
    if draft.discarded_at:
        return render(request, "incidents/import_discarded.html", {"draft": draft})
    if request.method != "POST":
        return _draft_page(request, draft)
    try:
        return _decide(request, draft)
    except DraftStored as error:
        messages.info(request, str(error))
        return _to_incident(request, error.draft)
    except DraftGone as error:
        messages.info(request, str(error))
        return redirect("incidents:import")


def own_draft(request, draft_id) -> ImportDraft:
    """The draft, if it is this person's. Raises Http404, or PermissionDenied if they may edit no more."""
    drafts = ImportDraft.objects.of(request.user).select_related("owner", "stored_in")
    draft = get_object_or_404(drafts, pk=draft_id)
    require_editor(request.user)
    return draft


def _to_incident(request, draft):
    incident = Incident.objects.visible_to(request.user).filter(pk=draft.stored_in_id).first()
    return redirect(incident) if incident else redirect("incidents:import")


def part_asked_for(request) -> int:
    data = request.POST if request.method == "POST" else request.GET
    number = data.get("part", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1


def _draft_page(request, draft, form=None, *, reading=None, status=200):
    try:
        reading = reading or read_draft(draft)
    except DocumentError as error:
        return render(request, "incidents/import_unreadable.html", {"draft": draft, "error": error})
    page = page_of(draft, reading, request.user, number=part_asked_for(request))
    form = form or _form(request, draft, reading)
    return render(request, "incidents/import_draft.html", {"page": page, "form": form}, status=status)


def _form(request, draft, reading, data=None) -> DraftForm:
    likely = likely_incidents(reading.read, request.user)
    return DraftForm(data, draft=draft, read=reading.read, likely=likely, user=request.user)


def _decide(request, draft):
    """Take over the ticks and what was decided about the whole; then store, if that is the button."""
    try:
        reading = read_draft(draft)
    except DocumentError as error:
        return _unreadable(request, draft, error)
    draft.decide(_ticked(request.POST, items_of(reading.read, draft.decisions)))
    form = _form(request, draft, reading, request.POST)
    if not form.is_valid():
        return _draft_page(request, draft, form, reading=reading, status=422)
    chosen, into = form.chosen(), form.into_chosen
    try:
        again = read_draft(draft, chosen)
    except DocumentError as error:
        form.add_error(None, str(error))
        return _draft_page(request, draft, form, reading=reading, status=422)
    draft.set_up(chosen=chosen, into=into, title=chosen.get("title") or again.read.title)
    _forget_what_is_gone(request, draft, again.read)
    if request.POST.get("do") != "store":
        return redirect(f"{draft.get_absolute_url()}?part={part_asked_for(request)}")
    if items_of(reading.read, draft.decisions) != items_of(again.read, draft.decisions):
        said = "Nothing was stored yet: what you changed above changes what is read. Look again, then go on."
        return _refused(request, draft, said)
    return _store(request, draft)


def _ticked(data, items) -> dict[str, dict]:
    """Decisions from the boxes that were on the page, as far as they differ from what was so."""
    held = {item.key: item for item in items}
    shown = [key for key in data.get("shown", "").split() if key in held]
    return {
        key: {"take": f"take-{key}" in data} for key in shown if held[key].is_taken != (f"take-{key}" in data)
    }


def _forget_what_is_gone(request, draft, read) -> None:
    """Decisions about what is not read any more are dropped, and their owner is told."""
    gone = draft.decisions.keys() - keys_of(read)
    if not gone:
        return
    draft.forget_decisions(gone)
    many = len(gone) > 1
    messages.info(
        request,
        f"{len(gone)} decision{'s were' if many else ' was'} about {'items' if many else 'an item'} that the "
        f"document does not tell as it is read now, and {'are' if many else 'is'} dropped.",
    )


def _store(request, draft):
    try:
        stored = store_draft(draft, by=request.user, shown=request.POST.get("matched", ""))
    except DraftGone:
        raise
    except (IncidentError, TimelineError, DocumentError) as error:
        return _refused(request, draft, str(error))
    messages.success(request, said_of_stored(stored))
    return redirect(stored.incident)


def _unreadable(request, draft, error: DocumentError):
    context = {"draft": draft, "error": error}
    return render(request, "incidents/import_unreadable.html", context, status=422)


def _refused(request, draft, said: str):
    """The page as things are now, with what stands in the way."""
    draft.refresh_from_db()
    try:
        reading = read_draft(draft)
    except DocumentError as error:
        return _unreadable(request, draft, error)
    page = page_of(draft, reading, request.user, number=part_asked_for(request))
    context = {"page": page, "form": _form(request, draft, reading), "refusal": said}
    return render(request, "incidents/import_draft.html", context, status=422)


def said_of_stored(stored) -> str:
    """What became of the document, in a sentence."""
    counts = ((stored.events_new, "new event"), (stored.events_joined, "event told by it as well"))
    told = [
        f"{count} {words}" if count == 1 else f"{count} {_many(words)}" for count, words in counts if count
    ]
    told += stored.added
    said = (
        f"{stored.incident.reference} holds the document now: {', '.join(told) or 'nothing in it was new'}."
    )
    return " ".join([said, *(left for left in stored.problems if left not in stored.document.problems)])


def _many(words: str) -> str:
    return words.replace("event", "events", 1)


@login_required
@require_POST
def import_discard(request, draft_id):
    """Put a draft aside. It can be taken back for a day, so nobody is asked."""
    draft = own_draft(request, draft_id)
    draft.discard()
    messages.info(request, f"“{draft}” is discarded. Within a day you can take it back, below.")
    return redirect("incidents:import")


@login_required
@require_POST
def import_restore(request, draft_id):
    draft = own_draft(request, draft_id)
    draft.take_back()
    return redirect(draft)
