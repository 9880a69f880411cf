"""Proposals: what one side wants to change about a running ad, for the other side to answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ads.workflow import Side


class Proposal(models.Model):
    """An amendment of the terms, or a cancellation. The frozen contract stays beside it."""

    class Kind(models.TextChoices):
        AMENDMENT = "amendment", "Amendment"
        CANCELLATION = "cancellation", "Cancellation"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    made_by = models.CharField(max_length=10, choices=Side.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1000)
    deadline_at = models.DateTimeField()
    # What it leads to, in minor units: the new price and kill fee of an amendment; the price as
    # it is, and what is owed, of a cancellation.
    price_minor = models.PositiveBigIntegerField()
    kill_fee_minor = models.PositiveBigIntegerField()
    # What the sponsor paid into escrow on top when proposing a higher price; given back unless
    # the proposal is accepted.
    held_minor = models.PositiveBigIntegerField(default=0)
    # An amendment's terms, whole. They name the hash of the terms they amend; their own is
    # taken at acceptance.
    terms = models.JSONField(null=True)
    terms_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty for the system.",
    )

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            # One question at a time.
            models.UniqueConstraint(
                fields=["ad"], condition=Q(state="open"), name="proposal_one_open_per_ad"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="proposal_close_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(kill_fee_minor__lte=models.F("price_minor")),
                name="proposal_kill_fee_within_price",
            ),
            # Money is held for an open amendment only.
            models.CheckConstraint(
                condition=Q(held_minor=0) | Q(kind="amendment", state="open"),
                name="proposal_holds_while_open",
            ),
            # What was amended is hashed.
            models.CheckConstraint(
                condition=Q(kind="cancellation", terms__isnull=True, terms_hash="")
                | (
                    Q(kind="amendment", terms__isnull=False)
                    & (Q(state="accepted") & ~Q(terms_hash="") | ~Q(state="accepted"))
                ),
                name="proposal_amendment_hashed",
            ),
        ]
        indexes = [
            # The sweep that lets them lapse.
            models.Index(fields=["deadline_at"], condition=Q(state="open"), name="proposal_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk} of {self.ad_id}"

    @property
    def answered_by(self) -> Side:
        """The side that is asked."""
        return Side(self.made_by).other

    @property
    def is_open(self) -> bool:
        """Whether it waits for its answer."""
        return self.state == self.State.OPEN
