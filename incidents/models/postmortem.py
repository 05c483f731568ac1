"""The written account of an incident. Every saved form is kept with its author."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.history import acting, tracked
from incidents.exceptions import AlreadyPublished, EditConflict, NewerVersion, NothingToPublish
from incidents.indexing import index_incident
from incidents.models.incident import Incident
from timelines.models import Source

WRITING_FOR = timedelta(minutes=1)  # since an open editor was last heard of


class PostmortemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Postmortems of the incidents this person may read."""
        return self.filter(incident__in=Incident.objects.visible_to(user))

    def published(self):
        return self.exclude(published=None)

    def with_last_publication(self):
        """`last_published_at`: when what everybody reads now was published; NULL where nothing is."""
        forms = Postmortem.pgh_event_model.objects.filter(
            pgh_obj=models.OuterRef("pk"), published=models.OuterRef("published")
        )
        first = forms.values("pgh_obj").annotate(at=models.Min("pgh_created_at")).values("at")
        return self.annotate(last_published_at=models.Subquery(first))


@tracked("PostmortemVersion")
class Postmortem(models.Model):
    """One Markdown document an incident.

    `newest` is what editors work on, and `state` is how far that is; `published` is what everybody else
    reads, and stays while a later version is being written.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        IN_REVIEW = "in-review", "in review"
        PUBLISHED = "published", "published"

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="postmortem")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    newest = models.ForeignKey("PostmortemRevision", models.PROTECT, null=True, related_name="+")
    published = models.ForeignKey("PostmortemRevision", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)  # of the first publication; NULL: never

    objects = PostmortemQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["-published_at", "-id"], name="postmortem_by_publication"),)

    def __str__(self):
        return f"Postmortem of {self.incident.reference}"

    def get_absolute_url(self):
        return reverse("incidents:postmortem", args=[self.incident.number])

    @classmethod
    def begin(cls, incident) -> Postmortem:
        """The incident's postmortem, made if it has none. Two people may call this at once."""
        postmortem, _ = cls.objects.get_or_create(incident=incident)
        return postmortem

    @property
    def has_unpublished_changes(self) -> bool:
        return self.published_id is not None and self.newest_id != self.published_id

    def readable_by_all(self) -> PostmortemRevision | None:
        """What everybody who may see the incident may read.

        The published revision; until there is one, a draft that is word for word a source of the incident,
        for everybody may read that.
        """
        newest = self.newest
        return self.published or (newest if newest and newest.source_id else None)

    def save_text(
        self, body: str, *, by, based_on: int, note: str = "", source: Source | None = None
    ) -> PostmortemRevision:
        """Keep `body` as the next revision and return it.

        `source`: the document of this incident that the text was taken from as it stands there.
        `based_on` is the number of the revision the person began from (0: none). Raises EditConflict, writing
        nothing, when somebody saved another text since. The same text again makes no revision.
        """
        with transaction.atomic(), acting(by, note):
            held = Postmortem.objects.select_for_update(of=("self",)).select_related("newest").get(pk=self.pk)
            newest = held.newest
            if newest and newest.body == body:
                revision = newest
            elif newest and newest.number != based_on:
                raise EditConflict(newest)
            else:
                number = newest.number + 1 if newest else 1
                revision = self.revisions.create(
                    number=number, body=body, author=by, note=note, source=source
                )
                held.newest = revision
                held.state = self.State.DRAFT if held.state == self.State.PUBLISHED else held.state
                held.save(update_fields=["newest", "state"])
                if held.published_id is None and (source or (newest and newest.source_id)):
                    index_incident(self.incident, "postmortem")
        self.newest, self.state = revision, held.state
        return revision

    def move_to(self, state: str, *, by) -> None:
        """Hand a draft to review, or back. Raises AlreadyPublished, writing nothing, where it is neither."""
        state = self.State(state)
        with transaction.atomic(), acting(by):
            unpublished = Postmortem.objects.filter(pk=self.pk).exclude(state=self.State.PUBLISHED)
            if not unpublished.update(state=state):
                raise AlreadyPublished
        self.state = state

    def publish(self, *, by, version: int | None = None) -> None:
        """Let everybody who may see the incident read the newest revision.

        `version` is the number of the revision that the person read: NewerVersion when it is no longer the
        newest. Raises NothingToPublish. Writes nothing when it raises.
        """
        with transaction.atomic(), acting(by):
            held = Postmortem.objects.select_for_update(of=("self",)).select_related("newest").get(pk=self.pk)
            if held.newest is None or not held.newest.body.strip():
                raise NothingToPublish
            if version not in (None, held.newest.number):
                raise NewerVersion(held.newest)
            held.published = held.newest
            held.state = self.State.PUBLISHED
            held.published_at = held.published_at or timezone.now()
            held.save(update_fields=["published", "state", "published_at"])
            index_incident(self.incident, "postmortem")
        self.refresh_from_db()

    def note_writer(self, user) -> None:
        """Remember that this person has the editor open now."""
        PostmortemWriter.objects.update_or_create(
            postmortem=self, user=user, defaults={"seen_at": timezone.now()}
        )

    def others_writing(self, user) -> list:
        """Other people whose editor was open within the last minute, by name."""
        recent = self.writers.filter(seen_at__gte=timezone.now() - WRITING_FOR).exclude(user=user)
        return [writer.user for writer in recent.select_related("user").order_by("user__username")]


class PostmortemRevision(models.Model):
    """The text as one person saved it. Never changed afterwards."""

    postmortem = models.ForeignKey(Postmortem, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # NULL: somebody wrote it; else the document it was taken from

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "number"], name="postmortem_revision_number_once")
        ]

    def __str__(self):
        return f"Version {self.number}"


class PostmortemWriter(models.Model):
    """Somebody who has the editor open. A row is written each time their editor asks for a preview."""

    postmortem = models.ForeignKey(Postmortem, models.CASCADE, related_name="writers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["postmortem", "user"], name="postmortem_writer_once")]
