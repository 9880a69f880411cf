"""Deliverables and what was handed in for them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import DeliverableKind, Platform


class Deliverable(models.Model):
    """One content item due under an accepted ad."""

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="deliverables")
    position = models.PositiveSmallIntegerField()
    platform = models.CharField(max_length=12, choices=Platform.choices)
    kind = models.CharField(max_length=12, choices=DeliverableKind.choices)
    due_date = models.DateField("draft due")
    posting_date = models.DateField("goes live")
    live_days = models.PositiveSmallIntegerField("stays live for")
    # Named by the sponsor's last request for changes, until the next submission.
    needs_changes = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ad", "position"], name="deliverable_position_unique"),
            models.CheckConstraint(
                condition=Q(posting_date__gte=F("due_date")), name="deliverable_posted_after_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.get_platform_display()}"


class Submission(models.Model):
    """A draft or a live link handed in for one deliverable. Rows are only added."""

    class Kind(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live link"

    deliverable = models.ForeignKey(
        Deliverable, on_delete=models.PROTECT, related_name="submissions"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    round = models.PositiveSmallIntegerField(
        help_text="0 for the first draft, then the round of changes it answers."
    )
    text = models.TextField(max_length=5000, blank=True)
    url = models.URLField("link", max_length=500, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            # Something was handed in: words or a link.
            models.CheckConstraint(condition=~Q(text="", url=""), name="submission_not_empty"),
            models.CheckConstraint(
                condition=Q(kind="draft") | ~Q(url=""), name="submission_live_has_link"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.deliverable_id}"
