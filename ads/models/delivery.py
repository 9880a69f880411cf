"""Deliverables and what was handed in for them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import DeliverableKind, Platform
from ads.disclosure import source_of


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
    # What the audience will read, the label found in it and the rule that asked for it.
    caption = models.TextField(max_length=5000, blank=True)
    disclosure_label = models.CharField(max_length=80, blank=True)
    disclosure_rule = models.CharField(max_length=20, blank=True)
    attested_at = models.DateTimeField(
        null=True, blank=True, help_text="When the influencer attested to the label."
    )
    posted_date = models.DateField("posted on", null=True, blank=True)
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
            # A label that was found was attested to.
            models.CheckConstraint(
                condition=Q(disclosure_label="") | Q(attested_at__isnull=False),
                name="submission_label_attested",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.deliverable_id}"

    @property
    def rule_source(self) -> str:
        """What the rule is called that asked for the label."""
        return source_of(self.disclosure_rule)


class Result(models.Model):
    """What a live post reached, as the influencer reads it from the platform on one day.

    Rows are only added; the newest of a deliverable counts. NULL is "not known", never zero.
    """

    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="results")
    measured_date = models.DateField("measured on")
    views = models.PositiveBigIntegerField(null=True, blank=True)
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    clicks = models.PositiveBigIntegerField(null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(views=None, likes=None, comments=None, clicks=None),
                name="result_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"Results of {self.deliverable_id} on {self.measured_date}"


class LiveCheck(models.Model):
    """The question whether an ad's posts are still up, so many days after they went live."""

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="live_checks")
    day = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_up = models.BooleanField(null=True, blank=True)
    note = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["ad", "day"], name="livecheck_once_per_day"),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_up=None)
                | Q(answered_at__isnull=False, is_up__isnull=False),
                name="livecheck_answered_whole",
            ),
        ]
        indexes = [
            # The sweep that reminds.
            models.Index(
                fields=["due_at"],
                condition=Q(reminded_at=None, answered_at=None),
                name="livecheck_due",
            ),
        ]

    def __str__(self) -> str:
        return f"Day {self.day} of {self.ad_id}"


class Shipment(models.Model):
    """The product on its way. The sponsor sees the address only once the ad is funded, and it is
    forgotten when the ad is over."""

    ad = models.OneToOneField("ads.Ad", on_delete=models.PROTECT, related_name="shipment")
    address = models.TextField("shipping address", max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tracking = models.CharField("tracking number or link", max_length=200, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(received_at__isnull=False),
                name="shipment_returned_after_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"Product of {self.ad_id}"
