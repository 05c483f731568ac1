"""Adding events to a timeline, correcting and withdrawing them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseLocation

from accounts.roles import may_edit
from incidents.access import editable_incident, readable_incident
from incidents.differences import word_difference
from incidents.earlier import forms_of
from incidents.forms.timeline import (
    Decisions,
    EventForm,
    PasteForm,
    QuickAddForm,
    ReasonForm,
    read_correction,
)
from incidents.models import Incident
from incidents.noting import add_line, add_lines, surroundings_of, told_already
from incidents.page import incident_page
from incidents.pasting import left_over, read_paste
from incidents.telling import event_row, said_of
from timelines.exceptions import AlreadyChanged, MilestoneTaken, TimelineError
from timelines.notes import NotesRefused
from timelines.when import UnreadableTime

# Quick add


@login_required
@require_POST
def event_add(request, number):
    incident = editable_incident(request, number, Incident.objects.for_page())
    form = QuickAddForm(request.POST, around=surroundings_of(incident))
    if form.is_valid():
        try:
            event = add_line(incident, form.cleaned_data["read"], by=request.user)
        except TimelineError as error:
            form.add_error("line", str(error))
        else:
            return redirect(event)
    context = incident_page(incident, request.user) | {"quick": form}
    return render(request, "incidents/incident_detail.html", context, status=422)


@login_required
@require_safe
def event_read(request, number):
    """What would be understood of words being typed. Stores nothing; always 200, for htmx."""
    incident = editable_incident(request, number)
    around = surroundings_of(incident)
    context = {"incident": incident, "zone": around.zone}
    if "when" in request.GET:
        event = get_object_or_404(incident.events, pk=_number(request.GET.get("event")))
        context["said_id"] = f"when-said-{event.pk}"
        try:
            happened, until = read_correction(request.GET["when"], event, around)
            context["said"] = said_of(happened, until, around.zone)
        except UnreadableTime as error:
            context["error"] = str(error)
        return render(request, "incidents/_said.html", context)
    form = QuickAddForm(request.GET, around=around)
    if request.GET.get("line", "").strip() and form.is_valid():
        line = form.cleaned_data["read"]
        context |= {"said": said_of(line.when, line.until, around.zone), "line": line}
    elif request.GET.get("line", "").strip():
        context["error"] = " ".join(message for errors in form.errors.values() for message in errors)
    return render(request, "incidents/_said.html", context)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


# Bulk paste


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def events_paste(request, number):
    """A box for notes, how each line is read, and only then the button that stores what is ticked."""
    incident = editable_incident(request, number)
    around = surroundings_of(incident)
    if request.method != "POST":
        day = around.day
        initial = {"zone": around.zone, "day": f"{day.day} {day:%B %Y}" if day else ""}
        return _paste_page(request, incident, PasteForm(initial=initial))
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _paste_page(request, incident, form, status=422)
    try:
        paste = _read(incident, form, around, request.POST)
    except NotesRefused as error:
        form.add_error("notes", str(error))
        return _paste_page(request, incident, form, status=422)
    if request.POST.get("action") == "add":
        return _add_pasted(request, incident, form, paste)
    return _paste_page(request, incident, form, paste)


def _read(incident, form, around, data):
    facts = form.cleaned_data
    return read_paste(
        facts["notes"],
        zone=facts["zone"],
        day=facts["day"] or None,
        lane=facts["lane"],
        around=around,
        told=told_already(incident),
        decisions=Decisions(data),
    )


def _add_pasted(request, incident, form, paste):
    """Store the ticked lines, if they are read as the page showed them; else show them again."""
    if refusal := _why_not_yet(paste, Decisions(request.POST)):
        form.add_error(None, refusal)
        return _paste_page(request, incident, form, paste, status=422)
    try:
        again = {row.line.key for row in paste.ticked if row.is_told}
        added = add_lines(incident, [row.line for row in paste.ticked], by=request.user, knowingly=again)
    except TimelineError as error:
        form.add_error(None, f"Nothing was stored. {error}")
        return _paste_page(request, incident, form, paste, status=422)
    said = f"{len(added)} event{'' if len(added) == 1 else 's'} added."
    messages.success(request, said)
    rest = left_over(paste, {row.line.key for row in paste.ticked})
    if not rest.strip():
        return redirect(f"{incident.get_absolute_url()}#timeline")
    data = request.POST.copy()
    data["notes"], data["shown"] = rest, ""
    form = PasteForm(data)
    form.is_valid()
    return _paste_page(request, incident, form, _read(incident, form, surroundings_of(incident), data))


def _why_not_yet(paste, decisions) -> str:
    """Why nothing may be stored yet; "" when every ticked line was on the page, read as it is read now."""
    if any(row.problem for row in paste.rows):
        return "Nothing was stored: a milestone is chosen twice, see below."
    differing = [
        row.line.first
        for row in paste.rows
        if (row.is_ticked or decisions.is_ticked(row.line)) and not decisions.was_shown(row.line, row.mark)
    ]
    if differing:
        more = f" and {len(differing) - 1} more" if len(differing) > 1 else ""
        return (
            f"Nothing was stored yet: line {differing[0]}{more} would be read otherwise than shown, or is "
            "on the timeline by now. Look again, then add."
        )
    if not paste.ticked:
        return "Nothing was stored: no line is ticked."
    return ""


def _paste_page(request, incident, form, paste=None, status=200):
    context = {"incident": incident, "form": form, "paste": paste}
    return render(request, "incidents/timeline_paste.html", context, status=status)


# One event


@require_safe
def event_detail(request, number, pk):
    """An event with all its earlier forms; for htmx, its row as it stands on the timeline."""
    incident = readable_incident(request, number, Incident.objects.select_related("severity"))
    event = get_object_or_404(incident.events.for_timeline(), pk=pk)
    row = event_row(event, incident.time_zone, level=_level(incident))
    context = {"incident": incident, "event": event, "row": row, "home": incident.get_absolute_url()}
    context["can_edit"] = may_edit(request.user)
    if request.htmx:
        return render(request, "incidents/_event.html", context)
    context["said"] = said_of(event.happened, event.until, incident.time_zone)
    context["earlier"] = forms_of(event, incident.time_zone)
    return render(request, "incidents/event_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_edit(request, number, pk):
    incident, event = _editable_event(request, number, pk)
    if event.withdrawn_at:
        return redirect("incidents:event", incident.number, event.pk)
    data = request.POST if request.method == "POST" else None
    form = EventForm(data, event=event, around=surroundings_of(incident), incident=incident)
    if request.method != "POST":
        return _event_page(request, incident, event, form)
    if not form.is_valid():
        return _event_page(request, incident, event, form, status=422)
    try:
        form.save(by=request.user)
    except AlreadyChanged as error:
        return _conflict(request, incident, event, form, error)
    except MilestoneTaken as error:
        form.add_error("milestones", str(error))
        return _event_page(request, incident, event, form, status=422, taken=error)
    except TimelineError as error:
        form.add_error(None, str(error))
        return _event_page(request, incident, event, form, status=422)
    return _back_to(request, incident, event)


@login_required
@require_POST
def event_withdraw(request, number, pk):
    """Take an event off the timeline, for a reason. A second press finds it withdrawn and changes nothing."""
    incident, event = _editable_event(request, number, pk)
    if event.withdrawn_at:
        return redirect("incidents:event", incident.number, event.pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            event.withdraw(
                by=request.user, why=form.cleaned_data["why"], edition=form.cleaned_data["edition"]
            )
        except AlreadyChanged as error:
            form.add_error(None, str(error))
        else:
            return _back_to(request, incident, None)
    form_of_event = EventForm(
        {**EventForm.initial_of(event, incident.time_zone), **request.POST.dict()},
        event=event,
        around=surroundings_of(incident),
        incident=incident,
    )
    form_of_event.is_valid()
    for name, errors in form.errors.items():
        form_of_event.add_error(None if name == "__all__" else name, list(errors))
    return _event_page(request, incident, event, form_of_event, status=422)


@login_required
@require_POST
def event_restore(request, number, pk):
    """Put a withdrawn event back. A second press finds it there and changes nothing."""
    incident, event = _editable_event(request, number, pk)
    if event.withdrawn_at:
        try:
            event.restore(by=request.user)
        except AlreadyChanged as error:
            messages.error(request, str(error))
    return redirect(f"{incident.get_absolute_url()}#{event.anchor}")


@login_required
@require_POST
def event_pin(request, number, pk):
    incident, event = _editable_event(request, number, pk)
    event.pin(not event.pinned, by=request.user)
    return redirect(f"{incident.get_absolute_url()}#{event.anchor}")


def _editable_event(request, number, pk):
    incident = editable_incident(request, number, Incident.objects.select_related("severity"))
    event = get_object_or_404(incident.events.for_timeline(), pk=pk)
    event.incident = incident
    return incident, event


def _event_page(request, incident, event, form, *, status=200, **more):
    """The form in its place on the timeline for htmx, else on a page of its own."""
    row = event_row(event, incident.time_zone, level=_level(incident))
    context = {"incident": incident, "event": event, "row": row, "form": form, **more}
    template = "incidents/_event_form.html" if request.htmx else "incidents/event_form.html"
    return render(request, template, context, status=status)


def _conflict(request, incident, event, form, error):
    """Both texts, in a form that goes on from the newer one: saving again is a choice, not an accident."""
    newest = get_object_or_404(incident.events.for_timeline(), pk=event.pk)
    newest.incident = incident
    data = request.POST.copy()
    data["edition"] = newest.edition
    again = EventForm(data, event=newest, around=form.around, incident=incident)
    again.is_valid()
    again.add_error(None, str(error))
    more = {
        "theirs": newest,
        "theirs_said": said_of(newest.happened, newest.until, incident.time_zone),
        "difference": word_difference(newest.text, data.get("text", "")),
    }
    return _event_page(request, incident, newest, again, status=422, **more)


def _back_to(request, incident, event):
    """To the incident's page. htmx puts its whole main part in place, for durations change with events."""
    address = incident.get_absolute_url()
    if request.htmx:
        return HttpResponseLocation(address, target="#main", select="#main", swap="outerHTML")
    return redirect(f"{address}#{event.anchor if event else 'timeline'}")


def _level(incident) -> int:
    return incident.severity.colour if incident.severity else 0
