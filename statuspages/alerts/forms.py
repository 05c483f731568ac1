"""What people set about alerts."""

from __future__ import annotations

from django import forms
from django.db import transaction

from accounts.history import acting
from accounts.models import Channel, User
from incidents.forms.editions import EditionMixin
from incidents.forms.fields import ChoiceBox, LineField, TimeZoneField, people_to_choose
from statuspages.lists.wanted import part_tags
from statuspages.models import AlertRule, Happening, StatusPage

USUAL = (Happening.What.OPENED, Happening.What.ESCALATED, Happening.What.RESOLVED)
FACTS = ("name", "is_on", "whats", "least_impact", "scope", "tags", "pace", "hour", "zone")
NAME_TAKEN = "There is a rule of this name already. Choose another."
TO_MANY = ("pages", "people", "channels")


class Ticks(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class RuleForm(EditionMixin):
    """A new rule, or `rule` as it shall be."""

    name = LineField(
        max_length=100, label="Called", help_text="Those who are told read it: “Vendors of checkout”."
    )
    is_on = forms.BooleanField(required=False, initial=True, label="It is in force")
    whats = forms.MultipleChoiceField(
        choices=Happening.What,
        initial=USUAL,
        widget=forms.CheckboxSelectMultiple,
        label="Tell of",
        error_messages={"required": "Tick at least one thing to be told of."},
    )
    least_impact = ChoiceBox(
        choices=AlertRule.Least,
        required=False,
        label="Impact, at least",
        help_text="An incident whose impact is in words that we do not know is told anyway.",
    )
    scope = ChoiceBox(choices=AlertRule.Scope, initial=AlertRule.Scope.EVERY, label="On")
    pages = Ticks(queryset=StatusPage.objects.none(), required=False)
    tags = LineField(max_length=1000, required=False, help_text="With commas between: ci, payments.")
    people = Ticks(queryset=User.objects.none(), required=False, label="People, by e-mail")
    channels = Ticks(queryset=Channel.objects.all(), required=False)
    pace = ChoiceBox(choices=AlertRule.Pace, initial=AlertRule.Pace.AT_ONCE, label="When")
    hour = forms.IntegerField(
        min_value=0,
        max_value=23,
        initial=8,
        label="At this hour",
        widget=forms.NumberInput(attrs={"class": "in"}),
        help_text="Once a day: 0 to 23, in the zone beside it.",
    )
    zone = TimeZoneField(label="Of the zone", initial="UTC")

    def __init__(self, *args, user, rule: AlertRule | None = None, **options):
        if rule is not None:
            facts = {name: getattr(rule, name) for name in FACTS} | {"tags": ", ".join(rule.tags)}
            options["initial"] = facts | {name: getattr(rule, name).all() for name in TO_MANY}
        super().__init__(*args, **options)
        self.rule = rule
        self.fields["pages"].queryset = StatusPage.objects.visible_to(user).order_by("name", "pk")
        self.fields["people"].queryset = people_to_choose(*(rule.people.all() if rule else ()))
        self.guard(rule)

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = AlertRule.objects.exclude(pk=self.rule.pk) if self.rule else AlertRule.objects.all()
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name

    def clean_tags(self) -> list[str]:
        """As pages have them: what is written here is compared with those."""
        try:
            return part_tags(self.cleaned_data["tags"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_people(self):
        people = self.cleaned_data["people"]
        nowhere = [str(person) for person in people if not person.email]
        if nowhere:
            raise forms.ValidationError(
                f"{', '.join(nowhere)}: no e-mail address is known. It is set on the person's account page."
            )
        return people

    def clean(self):
        said = super().clean()
        if (
            not said.get("people")
            and not said.get("channels")
            and not self.errors.keys() & {"people", "channels"}
        ):
            self.add_error(None, "Tick somebody, or a channel, to be told.")
        if said.get("scope") == AlertRule.Scope.PAGES and not said.get("pages"):
            self.add_error("pages", "Tick at least one page, or choose every page.")
        if said.get("scope") == AlertRule.Scope.TAGS and not said.get("tags"):
            self.add_error("tags", "Give at least one tag, or choose every page.")
        return said

    def save(self, *, by) -> AlertRule:
        """Write the rule, all of it or nothing."""
        with transaction.atomic(), acting(by):
            rule = self.rule or AlertRule(added_by=by)
            for name in FACTS:
                setattr(rule, name, self.cleaned_data[name])
            rule.save()
            for name in TO_MANY:
                getattr(rule, name).set(self.cleaned_data[name])
        return rule
