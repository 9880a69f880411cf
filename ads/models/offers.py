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
    product_name = models.CharField(
        "product sent along",
        max_length=200,
        blank=True,
        help_text="What the sponsor sends for the work. Leave it empty where nothing is sent.",
    )
    product_value_minor = models.PositiveBigIntegerField("value of the product", default=0)
    product_is_returned = models.BooleanField(
        "the product goes back afterwards", default=False, help_text="Otherwise it is kept."
    )
    product_days = models.PositiveSmallIntegerField(
        "days from receipt to the first draft",
        default=7,
        validators=[MaxValueValidator(365)],
        help_text="No draft is due before the product has been there for so many days.",
    )
    usage_channels = models.CharField(
        "channels",
        max_length=200,
        blank=True,
        help_text="Where the sponsor may show the content, such as its own Instagram and paid "
        "social. Leave it empty where it may not use it.",
    )
    usage_territory = models.CharField(
        "territory", max_length=100, blank=True, help_text="Such as Germany, or worldwide."
    )
    usage_from = models.DateField("usage from", null=True, blank=True)
    usage_to = models.DateField("usage until", null=True, blank=True)
    usage_is_perpetual = models.BooleanField("for ever", default=False)
    usage_price_minor = models.PositiveBigIntegerField(
        "part of the price that is for usage", default=0
    )
    usage_rights = models.TextField("more about usage", max_length=1000, blank=True)
    exclusivity_scope = models.CharField(
        "no work for",
        max_length=300,
        blank=True,
        help_text="Competitors or a category the influencer does not advertise meanwhile. "
        "Leave it empty for none.",
    )
    exclusivity_from = models.DateField("exclusive from", null=True, blank=True)
    exclusivity_to = models.DateField("exclusive until", null=True, blank=True)
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
            # Rights end, unless "for ever" is said and has a price.
            models.CheckConstraint(
                condition=Q(usage_is_perpetual=False)
                | (Q(usage_to=None, usage_price_minor__gt=0) & ~Q(usage_channels="")),
                name="offer_perpetual_usage_priced",
            ),
            models.CheckConstraint(
                condition=Q(usage_price_minor__lte=F("price_minor")),
                name="offer_usage_price_within_price",
            ),
            models.CheckConstraint(
                condition=Q(usage_from=None) | Q(usage_to=None) | Q(usage_to__gte=F("usage_from")),
                name="offer_usage_ends_after_it_begins",
            ),
            # Exclusivity names whom it keeps out, from when and until when.
            models.CheckConstraint(
                condition=Q(exclusivity_scope="", exclusivity_from=None, exclusivity_to=None)
                | (
                    Q(exclusivity_from__isnull=False, exclusivity_to__isnull=False)
                    & ~Q(exclusivity_scope="")
                    & Q(exclusivity_to__gte=F("exclusivity_from"))
                ),
                name="offer_exclusivity_whole",
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
