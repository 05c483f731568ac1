"""Who is told of what happens on watched pages: rules, channels, and what was sent."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Channel
from accounts.roles import may_administer, require_editor
from accounts.telling import channels
from accounts.telling.errors import NotSent
from accounts.telling.forms import ChannelForm
from accounts.telling.messages import Message
from statuspages.alerts.forms import NAME_TAKEN, RuleForm
from statuspages.models import Alert, AlertRule, ReportedIncident

SHOWN = 50
FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def alert_list(request):
    return _alert_page(request, ChannelForm())


def _alert_page(request, form: ChannelForm, status: int = 200):
    rules = AlertRule.objects.visible_to(request.user).prefetch_related("pages", "people", "channels")
    context = {
        "rules": rules,
        "channels": [(channel, channels.kind_of(channel.address)) for channel in _channels()],
        "alerts": _told_lately(request.user),
        "form": form,
    }
    return render(request, "statuspages/alert_list.html", context, status=status)


def _channels():
    counts = {
        "rule_count": Count("alert_rules", distinct=True),
        "search_count": Count("saved_searches", distinct=True),
    }
    return Channel.objects.select_related("added_by").annotate(**counts)


def _told_lately(user):
    """The alerts that were sent or tried last, of what this person may see."""
    visible = Q(happening__reported=None) | Q(
        happening__reported__in=ReportedIncident.objects.visible_to(user)
    )
    tried = Alert.objects.filter(visible).exclude(sent_at=None, dropped_at=None, error="")
    tried = tried.select_related("rule", "person", "channel", "happening__page", "happening__reported")
    newest = F("sent_at").desc(nulls_first=True)
    return tried.order_by(newest, "-pk")[:SHOWN]


@login_required
@require_http_methods(FORM_METHODS)
def alert_rule_new(request):
    require_editor(request.user)
    return _rule_page(request, None)


@login_required
@require_http_methods(FORM_METHODS)
def alert_rule(request, pk):
    with transaction.atomic():  # nobody else changes it between the check and the change
        locked = AlertRule.objects.visible_to(request.user).select_for_update(no_key=True)
        rule = get_object_or_404(locked, pk=pk)
        require_editor(request.user)
        return _rule_page(request, rule)


def _rule_page(request, rule: AlertRule | None):
    form = RuleForm(request.POST or None, user=request.user, rule=rule)
    if request.method == "POST" and form.is_valid() and (saved := _saved(form, request.user)):
        messages.success(request, f"The rule “{saved.name}” is saved.")
        return redirect("statuspages:alerts")
    status = 422 if form.is_bound else 200
    return render(request, "statuspages/alert_rule.html", {"form": form, "rule": rule}, status=status)


def _saved(form: RuleForm, by) -> AlertRule | None:
    """The rule; None, with what is wrong in the form, where somebody took its name a moment ago."""
    try:
        return form.save(by=by)
    except IntegrityError:
        form.add_error("name", NAME_TAKEN)
        return None


@login_required
@require_POST
def alert_rule_delete(request, pk):
    """Take a rule away, with what it has not told yet. Its earlier forms stay in its history."""
    rule = get_object_or_404(AlertRule.objects.visible_to(request.user), pk=pk)
    require_editor(request.user)
    rule.delete()
    messages.success(request, f"The rule “{rule.name}” is gone.")
    return redirect("statuspages:alerts")


@login_required
@require_POST
def channel_new(request):
    _require_administrator(request.user)
    form = ChannelForm(request.POST)
    if not form.is_valid():
        return _alert_page(request, form, 422)
    channel = form.save(by=request.user)
    messages.success(request, f"{channel.name} is there. Send a test to see that it works.")
    return redirect("statuspages:alerts")


@login_required
@require_POST
def channel_test(request, pk):
    """Send a line to a channel now, while the person waits."""
    _require_administrator(request.user)
    channel = get_object_or_404(Channel, pk=pk)
    text = f"{request.user} tries this channel out. There is nothing to do."
    try:
        channels.send(channel.address, Message("A test from Throughline", text))
    except NotSent as error:
        messages.error(request, f"{channel.name}: {error}")
    else:
        messages.success(request, f"A test was sent to {channel.name}.")
    return redirect("statuspages:alerts")


@login_required
@require_POST
def channel_delete(request, pk):
    _require_administrator(request.user)
    channel = get_object_or_404(Channel, pk=pk)
    channel.delete()
    messages.success(request, f"{channel.name} is told nothing any more.")
    return redirect("statuspages:alerts")


def _require_administrator(user) -> None:
    """Channels have secrets in them, and make this server connect to wherever they say."""
    if not may_administer(user):
        raise PermissionDenied("Only administrators may change channels. Ask one.")
