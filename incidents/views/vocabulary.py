"""Changing the vocabulary: proposing, approving, changing, retiring and merging a word, and what waits."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import may_administer, require_administrator, require_editor
from incidents.exceptions import WordChanged, WordError
from incidents.forms.vocabulary import FORMS, MergeForm
from incidents.models.word import Word
from incidents.vocabulary.merging import preview_of, read_of
from incidents.vocabulary.proposals import KINDS, queues

LISTS = {"mechanism": "incidents:mechanisms", "tag": "incidents:tags", "component": "incidents:components"}
CHANGED_SINCE = (
    "Nothing was merged: one of the two was changed since you looked. Read what would move, then go on."
)
STATES = {"approve": "approved", "retire": "retired", "restore": "offered again"}


@login_required
@require_safe
def vocabulary(request):
    require_administrator(request.user)
    return render(request, "incidents/vocabulary.html", {"queues": queues()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word_propose(request, kind):
    require_editor(request.user)
    form = FORMS[kind](request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        word = form.save(by=request.user)
        if word or form.is_hidden:
            said = "added" if may_administer(request.user) else "proposed; it can be used at once"
            messages.success(request, f"The {kind} “{form.cleaned_data['name']}” is {said}.")
            return redirect(word or LISTS[kind])
    context = {"form": form, "kind": kind, "back": reverse(LISTS[kind])}
    return _form(request, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word_edit(request, kind, pk):
    word = _word(request, kind, pk)
    if word.merged_into:
        return redirect(word.merged_into)
    form = FORMS[kind](request.POST or None, user=request.user, word=word)
    if request.method == "POST" and form.is_valid() and form.save(by=request.user):
        messages.success(request, "Saved.")
        return redirect(word)
    context = {"form": form, "kind": kind, "word": word, "back": word.get_absolute_url()}
    return _form(request, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word_merge(request, kind, pk):
    """Choose another word, read what will move (GET with `into`), confirm it (POST)."""
    word = _word(request, kind, pk)
    if word.merged_into:
        messages.info(request, str(WordChanged(word)))
        return redirect(word.merged_into)
    asked = request.POST if request.method == "POST" else request.GET
    form = MergeForm(asked if "into" in asked or request.method == "POST" else None, word=word)
    other = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and other is None else 200
    if request.method == "POST" and other:
        wrong = _merge(word, other, request)
        if not wrong:
            messages.success(request, f"“{word.name}” is “{other.name}” now, wherever it stood.")
            return redirect(other)
        messages.error(request, wrong)
        word.refresh_from_db()
        if word.merged_into:
            return redirect(word.merged_into)
        status = 409
    preview = preview_of(word, other) if other else None
    context = {"word": word, "kind": kind, "form": form, "preview": preview}
    return render(request, "incidents/word_merge.html", context, status=status)


@login_required
@require_POST
def word_state(request, kind, pk, verb):
    """Approve, retire or restore a word."""
    word = _word(request, kind, pk)
    if verb not in STATES:
        raise Http404
    try:
        getattr(word, verb)(by=request.user)
    except WordChanged as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The {kind} “{word.name}” is {STATES[verb]}.")
    if request.POST.get("then") == "queue":
        return redirect("incidents:vocabulary")
    return redirect(word.merged_into or word)


@login_required
@require_POST
def words_approve(request, kind):
    """Approve the words that the page showed, as far as they still wait."""
    require_administrator(request.user)
    keys = [
        int(key) for key in request.POST.getlist("word") if key.isascii() and key.isdigit() and len(key) < 19
    ]
    approved = KINDS[kind].objects.proposed().filter(pk__in=keys).approve(by=request.user)
    messages.success(request, f"{approved} {kind}{'' if approved == 1 else 's'} approved.")
    return redirect("incidents:vocabulary")


def _word(request, kind: str, pk: int) -> Word:
    """A word for an administrator, also one that was merged: the verbs say what became of it."""
    require_administrator(request.user)
    rows = KINDS[kind].ever.select_related("merged_into")
    return get_object_or_404(rows, pk=pk)


def _merge(word: Word, other: Word, request) -> str:
    """Merge; what is in the way in words, where something is."""
    try:
        with transaction.atomic():
            if request.POST.get("read") != read_of(word, other):
                raise WordError(CHANGED_SINCE)
            word.merge_into(other, by=request.user)
    except WordError as error:
        return str(error)
    return ""


def _form(request, context):
    status = 422 if request.method == "POST" else 200
    return render(request, "incidents/word_form.html", context, status=status)
