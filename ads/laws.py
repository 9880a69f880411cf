"""What must hold between ads, their escrow and their campaigns' budgets.

Each law yields a sentence for every violation; `manage.py check_ledger` prints them. All are
single queries, so that the check stays quick on large sites.
"""

from collections.abc import Iterator

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    PositiveBigIntegerField,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from ads.models import Ad, Dispute, Proposal
from ads.workflow import FUNDED, TERMINAL, State
from campaigns.models import Campaign

MINOR = PositiveBigIntegerField()
# What the sponsor paid on top for a proposal that is still open, in minor units.
HELD = Coalesce(
    Subquery(
        Proposal.objects.filter(ad=OuterRef("pk"), state=Proposal.State.OPEN).values("held_minor")
    ),
    Value(0),
    output_field=MINOR,
)


def escrow_follows_state() -> Iterator[str]:
    """A funded, open ad's escrow is its price with what an open proposal holds on top; before
    funding and after the end it is 0."""
    funded = F("price_minor") + HELD
    expected = Case(When(state__in=list(FUNDED), then=funded), default=Value(0), output_field=MINOR)
    broken = (
        Ad.objects.filter(escrow_account__isnull=False)
        .annotate(expected=expected)
        .exclude(escrow_account__balance_minor=F("expected"))
        .values_list("pk", "state", "escrow_account__balance_minor", "expected")
    )
    for pk, state, balance, price in broken.iterator():
        yield f"ad {pk} is {state} and its escrow holds {balance} instead of {price}"


def budget_follows_ads() -> Iterator[str]:
    """A campaign's commitment is the sum of what its ads hold of it."""
    broken = (
        Campaign.objects.annotate(held=Coalesce(Sum("ads__committed_minor"), Value(0)))
        .exclude(committed_minor=F("held"))
        .values_list("pk", "committed_minor", "held")
    )
    for pk, committed, held in broken.iterator():
        yield f"campaign {pk} has committed {committed} and its ads hold {held}"


def commitment_follows_state() -> Iterator[str]:
    """An agreed ad holds its price, with what an open proposal adds; one that is over holds what
    the influencer got of it."""
    agreed = [State.ACCEPTED, *FUNDED]
    ended = [*TERMINAL, State.DRAFT]
    expected = Case(
        When(state__in=agreed, then=F("price_minor") + HELD),
        default=F("released_minor"),
        output_field=MINOR,
    )
    broken = (
        Ad.objects.filter(state__in=[*agreed, *ended], is_history=False)
        .annotate(expected=expected)
        .exclude(committed_minor=F("expected"))
        .values_list("pk", "state", "committed_minor", "expected")
    )
    for pk, state, held, right in broken.iterator():
        yield f"ad {pk} is {state} and holds {held} of the budget instead of {right}"


def completion_follows_release() -> Iterator[str]:
    """A completed ad paid its influencer something, unless that was brought back; without a
    settlement it paid the price."""
    ads = Ad.objects.filter(state=State.COMPLETED, is_history=False, reversed_at=None)
    unsettled = ~Exists(Dispute.objects.filter(ad=OuterRef("pk"), state=Dispute.State.SETTLED))
    broken = ads.filter(Q(released_minor=0) | ~Q(released_minor=F("price_minor")) & unsettled)
    for pk, released, price in broken.values_list("pk", "released_minor", "price_minor"):
        yield f"ad {pk} is completed and released {released} of {price}"
