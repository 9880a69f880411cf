"""The history that facts are worked out from: the ads of one profile, read in three queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import InfluencerProfile, SponsorProfile
from ads.models import Ad, AdEvent, Dispute
from ads.workflow import Side, State

# How far back a history goes, and how many ads of it are read at most.
DAYS = 365
MOST = 500

# The moves that facts look at.
TOLD = (
    *("send", "counter", "accept", "decline", "expire", "withdraw", "cancel", "fund"),
    *("submit", "approve", "overdue", "withdraw_dispute"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One move of an ad; `by` is None for the system and for moderators."""

    transition: str
    source: State
    target: State
    by: Side | None
    is_system: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """One ad with its moves, first to last, and how a dispute about it was settled."""

    pk: int
    partner: int  # the profile across the table
    state: State
    is_paid_end: bool
    steps: tuple[Step, ...]
    is_settled: bool = False
    lost_by: Side | None = None


def read_pasts(profile: SponsorProfile | InfluencerProfile, *, now: datetime) -> list[Past]:
    """Return the newest `MOST` ads of the last `DAYS` days that were sent. Three queries."""
    ads = _newest(profile, now)
    steps = _steps(ads)
    disputes = {
        dispute.ad_id: dispute
        for dispute in Dispute.objects.filter(
            ad__in=list(ads), state=Dispute.State.SETTLED
        ).select_related("ad")
    }
    is_sponsor = isinstance(profile, SponsorProfile)
    return [
        Past(
            pk=pk,
            partner=row["influencer_id"] if is_sponsor else row["campaign__sponsor_id"],
            state=State(row["state"]),
            is_paid_end=row["ended_at"] is not None and row["funded_at"] is not None,
            steps=tuple(steps[pk]),
            is_settled=pk in disputes,
            lost_by=disputes[pk].lost_by if pk in disputes else None,
        )
        for pk, row in ads.items()
    ]


def _newest(profile: SponsorProfile | InfluencerProfile, now: datetime) -> dict[int, Any]:
    if isinstance(profile, SponsorProfile):
        own = Ad.objects.filter(campaign__sponsor=profile)
    else:
        own = Ad.objects.filter(influencer=profile)
    sent = own.filter(is_history=False, created_at__gte=now - timedelta(days=DAYS))
    rows = (
        sent.exclude(state=State.DRAFT)
        .order_by("-created_at", "-pk")
        .values(
            *("pk", "state", "ended_at", "funded_at", "influencer_id", "campaign__sponsor_id"),
            *("influencer__user_id", "campaign__sponsor__user_id"),
        )
    )
    return {row["pk"]: row for row in rows[:MOST]}


def _steps(ads: dict[int, Any]) -> dict[int, list[Step]]:
    steps: dict[int, list[Step]] = defaultdict(list)
    events = AdEvent.objects.filter(ad__in=list(ads), transition__in=TOLD)
    rows = events.order_by("ad_id", "created_at", "pk").values_list(
        "ad_id", "transition", "from_state", "to_state", "actor_id", "created_at"
    )
    for ad_id, transition, source, target, actor_id, at in rows:
        sides = {
            ads[ad_id]["campaign__sponsor__user_id"]: Side.SPONSOR,
            ads[ad_id]["influencer__user_id"]: Side.INFLUENCER,
        }
        step = Step(
            transition, State(source), State(target), sides.get(actor_id), actor_id is None, at
        )
        steps[ad_id].append(step)
    return steps
