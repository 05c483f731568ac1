"""The vocabulary to read: mechanisms, tags and components, and where each stands."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.roles import may_administer
from incidents.models import Component, Incident, Mechanism, Tag
from incidents.models.word import Word
from incidents.vocabulary import listing
from incidents.vocabulary.history import history_of
from incidents.vocabulary.page import word_page
from incidents.vocabulary.proposals import waiting


@require_safe
def mechanism_list(request):
    visible = Incident.objects.visible_to(request.user)
    told = visible.filter(factors__isnull=False).distinct().count()
    return _list(request, "mechanism", mechanisms=listing.mechanisms(request.user), told=told)


@require_safe
def tag_list(request):
    return _list(request, "tag", page=listing.tags(request.user, request.GET.get("from", "")))


@require_safe
def component_list(request):
    return _list(request, "component", page=listing.components(request.user, request.GET.get("from", "")))


@require_safe
def mechanism_detail(request, slug):
    word = Mechanism.objects.at([slug]).get(slug)
    if word and word.slug != slug:
        return _moved(request, word)
    return _word(request, word)


@require_safe
def tag_detail(request, name):
    word = Tag.objects.called([name]).get(name)
    if word and word.name != name:
        return _moved(request, word)
    return _word(request, word)


@require_safe
def component_detail(request, pk):
    word = get_object_or_404(Component.ever.select_related("organisation", "merged_into"), pk=pk)
    if word.merged_into:
        return _moved(request, word.merged_into)
    return _word(request, word)


def _list(request, kind: str, **context):
    proposed = waiting() if may_administer(request.user) else 0
    return render(request, f"incidents/{kind}_list.html", context | {"kind": kind, "waiting": proposed})


def _moved(request, word: Word):
    """To the address that a word has now, if the person may know of it.

    Found, and not for ever: a word may be given its former name back, and browsers that had learnt the
    opposite would then go in a circle.
    """
    _check_told(request.user, word)
    query = request.GET.urlencode()
    return redirect(f"{word.get_absolute_url()}{'?' if query else ''}{query}")


def _word(request, word: Word | None):
    _check_told(request.user, word)
    visible = Incident.objects.visible_to(request.user)
    page = word_page(
        word, visible, cursor=request.GET.get("from", ""), all_names=may_administer(request.user)
    )
    changes = history_of(word) if may_administer(request.user) else []
    context = {"page": page, "word": word, "kind": word.kind, "changes": changes}
    return render(request, "incidents/word.html", context)


def _check_told(user, word: Word | None) -> None:
    """Raise Http404 for a word that there is not, or that this person may not know of."""
    if word is not None and not may_administer(user):
        told = type(word).objects.told_to(user, Incident.objects.visible_to(user))
        word = word if told.filter(pk=word.pk).exists() else None
    if word is None:
        raise Http404
