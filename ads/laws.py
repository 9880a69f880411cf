"""What must hold between ads, their escrow and their campaigns' budgets.

Each law yields a sentence for every violation; `manage.py check_ledger` prints them. All are
single queries, so that the check stays quick on large sites.
"""

from collections.abc import Iterator

from django.db.models import Case, F, Sum, Value, When
from django.db.models.functions import Coalesce

from ads.models import Ad
from ads.workflow import FUNDED, TERMINAL, State
from campaigns.models import Campaign


def escrow_follows_state() -> Iterator[str]:
    """A funded, running ad's escrow is its price; before funding and after the end it is 0."""
    expected = Case(When(state__in=list(FUNDED), then=F("price_minor")), default=Value(0))
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
    """An agreed ad holds its price; one that came to nothing holds nothing."""
    agreed = [State.ACCEPTED, *FUNDED, State.COMPLETED]
    for pk, state, held, price in (
        Ad.objects.filter(state__in=agreed, is_history=False)
        .exclude(committed_minor=F("price_minor"))
        .values_list("pk", "state", "committed_minor", "price_minor")
    ):
        yield f"ad {pk} is {state} and holds {held} of the budget instead of {price}"
    empty = [s for s in TERMINAL if s is not State.COMPLETED] + [State.DRAFT]
    for pk, state, held in Ad.objects.filter(state__in=empty, committed_minor__gt=0).values_list(
        "pk", "state", "committed_minor"
    ):
        yield f"ad {pk} is {state} and still holds {held} of the budget"
