"""Offers: the versions of an ad's terms. Once sent, a version never changes."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import DeliverableKind, Platform
from ads.workflow import Side

if TYPE_CHECKING:
    from ads.models.ads import Ad  # noqa: F401  (names the relation for readers)


class Offer(models.Model):
    """One version of an ad's terms, made by either side."""

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveSmallIntegerField()
    made_by = models.CharField(max_length=10, choices=Side.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    price_minor = models.PositiveBigIntegerField("price")
    requirements = models.TextField(max_length=5000)
    usage_rights = models.TextField(
        max_length=1000,
        blank=True,
        help_text="On which channels, in which territory, from when to when.",
    )
    revision_rounds = models.PositiveSmallIntegerField(
        default=2, validators=[MaxValueValidator(10)], help_text="Rounds of changes, 0 to 10."
    )
    kill_fee_minor = models.PositiveBigIntegerField(
        "kill fee",
        default=0,
        help_text="What the sponsor owes when it is the one who proposes to cancel the work.",
    )
    note = models.TextField("message", max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ad", "number"], name="offer_number_unique"),
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="offer_price_positive"),
            models.CheckConstraint(
                condition=Q(kill_fee_minor__gte=0, kill_fee_minor__lte=F("price_minor")),
                name="offer_kill_fee_within_price",
            ),
            models.CheckConstraint(
                condition=Q(revision_rounds__lte=10), name="offer_rounds_bounded"
            ),
        ]

    def __str__(self) -> str:
        return f"Offer {self.number} of {self.ad_id}"


class OfferItem(models.Model):
    """One line of an offer: so many pieces of one kind on one platform."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    platform = models.CharField(max_length=12, choices=Platform.choices)
    kind = models.CharField(max_length=12, choices=DeliverableKind.choices)
    quantity = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    due_date = models.DateField("draft due", help_text="When the draft is handed in for review.")
    posting_date = models.DateField("goes live")
    live_days = models.PositiveSmallIntegerField(
        "stays live for",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text="Days.",
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="offeritem_position_unique"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=20), name="offeritem_quantity_bounded"
            ),
            # Content goes live after its draft was due, not before.
            models.CheckConstraint(
                condition=Q(posting_date__gte=F("due_date")), name="offeritem_posted_after_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.get_kind_display()} on {self.get_platform_display()}"
