"""Tags of incidents. An incident names its tags (`Incident.tags`); what is said of one stands here."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from accounts.history import tracked
from accounts.roles import may_edit
from incidents.models.word import FormerName, State, Word, WordManager, WordQuerySet

LONGEST_TAG = 50


def tags_stand() -> pgtrigger.Trigger:
    """A trigger that lets an incident have tags that stand, each once, in the order given.

    A name of once becomes the name of now, and one that nobody used before is a proposal. It waits for
    whoever is renaming or merging one of them. New ones are written in one order, so that nobody waits in a
    circle.
    """
    return pgtrigger.Trigger(
        name="tags_stand",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("tags"),
        declare=[("kept", "text[]"), ("given", "text"), ("standing", "text")],
        func="""
            IF NEW.tags = '{}' THEN RETURN NEW; END IF;
            PERFORM 1 FROM incidents_tag WHERE name = ANY(NEW.tags) ORDER BY id FOR KEY SHARE;
            INSERT INTO incidents_tag (name, definition, state)
                SELECT DISTINCT told.name, '', 'proposed' FROM unnest(NEW.tags) AS told (name)
                WHERE NOT EXISTS (SELECT FROM incidents_tag AS held WHERE held.name = told.name)
                AND NOT EXISTS (SELECT FROM incidents_formertagname AS former WHERE former.name = told.name)
                ORDER BY told.name
                ON CONFLICT DO NOTHING;
            kept := '{}';
            FOREACH given IN ARRAY NEW.tags LOOP
                SELECT held.name INTO standing FROM incidents_tag AS held
                    WHERE held.name = given AND held.merged_into_id IS NULL;
                IF standing IS NULL THEN
                    SELECT held.name INTO standing FROM incidents_formertagname AS former
                        JOIN incidents_tag AS held ON held.id = former.word_id
                        WHERE former.name = given ORDER BY former.ended_at DESC, former.id DESC LIMIT 1;
                END IF;
                IF NOT coalesce(standing, given) = ANY(kept) THEN
                    kept := kept || coalesce(standing, given);
                END IF;
            END LOOP;
            NEW.tags := kept;
            RETURN NEW;
        """,
    )


class TagQuerySet(WordQuerySet):
    def told_to(self, user, incidents):
        """Those that this person, who may read `incidents`, may know of: on one of these, or on none at all.

        Of those on none, proposals are for whoever may use them.
        """
        mine, all_incidents = _tags_of(incidents), _tags_of(incidents.model.objects)
        unused = ~Q(name__in=all_incidents)
        if not may_edit(user):
            unused &= ~Q(state=State.PROPOSED)
        return self.filter(Q(name__in=mine) | unused)


def _tags_of(incidents):
    """The tags that these incidents have, as a subquery."""
    return incidents.order_by().values(one=Func(F("tags"), function="unnest")).values("one")


class TagManager(WordManager.from_queryset(TagQuerySet)):
    def propose(self, name: str, *, by, definition: str = "", anew: bool = False) -> Tag:
        """Add a tag. It is a proposal unless `by` administers.

        Raises NameTaken, or NameWasOnce unless the name shall be taken `anew`; writing nothing.
        """
        return self.model(definition=definition).begin(name, by=by, anew=anew)


@tracked("TagVersion")
class Tag(Word):
    """A word that incidents are marked with, in lower case. Using one for the first time proposes it."""

    name = models.CharField(max_length=LONGEST_TAG)
    definition = models.TextField(blank=True, db_default="")

    objects = TagManager()
    ever = models.Manager.from_queryset(TagQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(merged_into=None), name="tag_once"),
        ]

    def get_absolute_url(self):
        return reverse("incidents:tag", args=[self.name])

    def clean_name(self, name: str) -> str:
        return super().clean_name(name).lstrip("#").lower()


@tracked("FormerTagNameVersion")
class FormerTagName(FormerName):
    word = models.ForeignKey(Tag, models.CASCADE, related_name="former_names")

    class Meta:
        indexes = [models.Index(fields=["name"], name="former_tag_by_name")]
