"""Two people changing one thing at once: the second is told what the first did, and then chooses."""

from __future__ import annotations

from django import forms
from django.template.defaultfilters import capfirst, truncatechars

from accounts.models import User


class EditionMixin(forms.Form):
    """A form that changes a tracked row. It carries the number of the row's form that the person read.

    Call `guard(row)` at the end of `__init__`. When another form was saved since, this one is refused once,
    with what was changed; it then carries the newest number, so that saving again is a choice.
    """

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    row = None

    def guard(self, row) -> None:
        """`row` is what will be changed; None for something new, which nobody can have changed."""
        self.row = row
        if row is None:
            del self.fields["edition"]
        else:
            self.initial["edition"] = self._newest().pgh_id

    def _newest(self):
        return self.row.versions.latest("pgh_id")

    def clean(self):
        cleaned = super().clean()
        read = cleaned.get("edition")
        if self.row is not None and read is not None and read != (newest := self._newest()).pgh_id:
            self.add_error(None, self._told(read, newest))
            self.data = self.data.copy()
            self.data[self.add_prefix("edition")] = newest.pgh_id
        return cleaned

    def _told(self, read: int, newest) -> str:
        """Who saved what in between, and what to do."""
        before = self.row.versions.filter(pgh_id=read).first()
        changes = "; ".join(_differences(before, newest)) if before else "it is not what you read"
        context = newest.pgh_context.metadata if newest.pgh_context else {}
        person = User.objects.filter(pk=context.get("user")).first() or "Somebody"
        return f"{person} saved another form meanwhile: {changes}. Yours is below; save again to keep it."


def _differences(before, after) -> list[str]:
    """The columns that differ, each with its new value, in words."""
    found = []
    for field in type(after)._meta.concrete_fields:
        name = field.attname
        if (
            name.startswith("pgh_")
            or name in ("updated_at",)
            or name.endswith(("_precision", "_zone", "_range"))
        ):
            continue
        if getattr(before, name) != getattr(after, name):
            value = truncatechars(str(getattr(after, field.name) or "nothing"), 80)
            found.append(f"{capfirst(field.verbose_name)} is now “{value}”")
    return found or ["a time"]
