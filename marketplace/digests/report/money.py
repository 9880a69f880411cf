"""What the ledger says about escrows: what left them for good, what came back, what they hold.

A payment counts when it left the escrow, and one that was brought back when it came back, so a
month that is over never changes. Both are read from transfers, never from what an ad says.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, Sum

from marketplace.digests.report.figures import Figures
from marketplace.digests.report.spans import Span
from marketplace.ledger.models import Transfer, TransferKind

# Both parts of a released price: the influencer's and the platform's. Into an escrow, they are
# payments brought back.
SPENDING = (TransferKind.RELEASE, TransferKind.FEE)

# What is not named has moved nothing.
Money = defaultdict[int, tuple[Figures, Figures]]


def money_by_campaign(user_ids: Collection[int], span: Span) -> Money:
    """Return the money of the sponsors' campaigns by campaign, in `span` and in the time before
    it. Two queries."""
    return _money_by("campaign_id", {"campaign__sponsor__user_id__in": user_ids}, span)


def money_by_ad(campaign_id: int, span: Span) -> Money:
    """Return the money of a campaign's ads by ad, in `span` and in the time before it. Two
    queries."""
    return _money_by("pk", {"campaign_id": campaign_id}, span)


def _money_by(key: str, ads: Mapping[str, Any], span: Span) -> Money:
    gone = {row[0]: row[1:] for row in _sums("debit_account", key, ads, span)}
    come = {row[0]: row[1:] for row in _sums("credit_account", key, ads, span)}
    nothing = (0, 0, 0, 0)
    money: Money = defaultdict(lambda: (Figures(), Figures()))
    for pk in gone.keys() | come.keys():
        released, released_before, all_gone, gone_before = gone.get(pk, nothing)
        returned, returned_before, all_come, come_before = come.get(pk, nothing)
        money[pk] = (
            Figures(0, released, returned, all_come - all_gone),
            Figures(0, released_before, returned_before, come_before - gone_before),
        )
    return money


def _sums(side: str, key: str, ads: Mapping[str, Any], span: Span) -> Any:
    """Return, for each `key` of the ads whose escrow is on this side: released money in the span
    and before it, and all money up to the end of both."""
    is_inside = Q(created_at__gte=span.start)
    was_before = Q(created_at__gte=span.before, created_at__lt=span.start)
    is_spending = Q(kind__in=SPENDING)
    transfers = Transfer.objects.filter(
        created_at__lt=span.end, **{f"{side}__ad__{name}": value for name, value in ads.items()}
    )
    return transfers.values_list(f"{side}__ad__{key}").annotate(
        inside=Sum("amount_minor", filter=is_spending & is_inside, default=0),
        before=Sum("amount_minor", filter=is_spending & was_before, default=0),
        by_end=Sum("amount_minor", default=0),
        by_start=Sum("amount_minor", filter=Q(created_at__lt=span.start), default=0),
    )
