"""How many ads: waiting for the reader (beside "Ads" on every page), and completed by somebody."""

from collections.abc import Mapping
from typing import Any

from django.db.models.expressions import Combinable
from django.http import HttpRequest

from ads.models import Ad
from ads.models.ads import AdQuerySet
from ads.workflow import Side, State
from marketplace.kernel.context import READER, Question, count_of


def tell_turns(request: HttpRequest, count: int) -> None:
    """Spare the frame a query on a page that has counted already."""
    request.ads_waiting = count  # type: ignore[attr-defined]


def count_turns(request: HttpRequest) -> Mapping[str, int | Question]:
    """Count the ads in which it is the reader's turn; drafts wait for nobody."""
    user: Any = request.user
    if not user.role:
        return {}
    known = getattr(request, "ads_waiting", None)
    if known is not None:
        return {"ads_waiting": known}
    return {"ads_waiting": for_sponsor if user.is_sponsor else for_influencer}


def for_sponsor() -> Combinable:
    """Count what waits for the reader as a sponsor."""
    own = Ad.objects.filter(campaign__sponsor__user_id=READER)
    return count_of(_sent(own).waiting_for(Side.SPONSOR))


def for_influencer() -> Combinable:
    """Count what waits for the reader as an influencer."""
    own = Ad.objects.filter(influencer__user_id=READER)
    return count_of(_sent(own).waiting_for(Side.INFLUENCER))


def completed_by_sponsor() -> Combinable:
    """Count what the user asked about has completed here as a sponsor."""
    return _completed(Ad.objects.filter(campaign__sponsor__user_id=READER))


def completed_by_influencer() -> Combinable:
    """Count what the user asked about has completed here as an influencer."""
    return _completed(Ad.objects.filter(influencer__user_id=READER))


def _completed(ads: AdQuerySet) -> Combinable:
    return count_of(ads.filter(state=State.COMPLETED, is_history=False))


def _sent(ads: AdQuerySet) -> AdQuerySet:
    return ads.exclude(state=State.DRAFT)
