"""Disputes: a running ad stands still until both agree again or a moderator settles it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ads.workflow import Mover, Side
from ads.workflow import State as AdState

# Who takes part in a dispute: both sides and the moderators.
SPEAKERS = [(m.value, m.name.capitalize()) for m in Mover if m is not Mover.SYSTEM]


class Dispute(models.Model):
    """One disagreement about an ad, from its opening to its end."""

    class Reason(models.TextChoices):
        NOT_DELIVERED = "not_delivered", "Nothing was delivered"
        NOT_AS_AGREED = "not_as_agreed", "The work is not what was agreed"
        NOT_LIVE = "not_live", "The post is not up or lacks its label"
        UNFAIR_REVIEW = "unfair_review", "The review asks for more than was agreed"
        PRODUCT = "product", "The product did not arrive or go back"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        WITHDRAWN = "withdrawn", "Withdrawn"
        SETTLED = "settled", "Settled"

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="disputes")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    opened_by = models.CharField(max_length=10, choices=SPEAKERS)
    opener = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=14, choices=Reason.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # The ad as it stood, to go on from there if the dispute is withdrawn.
    from_state = models.CharField(max_length=18, choices=AdState.choices)
    deadline_before = models.DateTimeField()
    overdue_before = models.DateTimeField(null=True)
    # Once each side that was asked has said something; until then the moderators may be alerted.
    answered_at = models.DateTimeField(null=True, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The influencer's share of the price before the fee, in minor units; the rest is refunded.
    share_minor = models.PositiveBigIntegerField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settlement_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ad"], condition=Q(state="open"), name="dispute_one_open_per_ad"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="dispute_close_has_moment",
            ),
            # A settlement says how much, by whom and why; nothing else does.
            models.CheckConstraint(
                condition=(
                    Q(state="settled", share_minor__isnull=False, settled_by__isnull=False)
                    & ~Q(settlement_reason="")
                )
                | (
                    ~Q(state="settled") & Q(share_minor=None, settled_by=None, settlement_reason="")
                ),
                name="dispute_settled_whole",
            ),
        ]
        indexes = [
            # The moderators' queue.
            models.Index(fields=["created_at"], condition=Q(state="open"), name="dispute_open"),
        ]

    def __str__(self) -> str:
        return f"Dispute {self.pk} of {self.ad_id}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer or a settlement."""
        return self.state == self.State.OPEN

    @property
    def refund_minor(self) -> int | None:
        """What a settlement gives back to the sponsor, in minor units; None without one."""
        if self.share_minor is None:
            return None
        return (self.ad.price_minor or 0) - self.share_minor

    @property
    def lost_by(self) -> Side | None:
        """The side that a settlement gave the smaller part of the price; None without a
        settlement and where the parts are equal."""
        if self.share_minor is None or self.refund_minor is None:
            return None
        if self.share_minor == self.refund_minor:
            return None
        return Side.INFLUENCER if self.share_minor < self.refund_minor else Side.SPONSOR

    def waits_for(self, side: Side) -> bool:
        """Whether `side` still has to say how it sees things: who did not open the dispute, and
        both where a moderator did."""
        return (
            self.is_open
            and self.opened_by != side
            and not any(statement.side == side for statement in self.statements.all())
        )


class Statement(models.Model):
    """What one side says in a dispute. Rows are only added."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="statements")
    side = models.CharField(max_length=10, choices=SPEAKERS)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=5000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="statement_not_empty"),
        ]

    def __str__(self) -> str:
        return f"The {self.side}'s statement in {self.dispute_id}"
