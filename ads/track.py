"""A profile's track record: facts and the averages of each axis, worked out once in a while.

Facts may be `SECONDS` old. A new rating shows at once, because the count of ratings, which comes
with the profile, is a part of the key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Sum
from django.utils import timezone

from accounts.models import InfluencerProfile, SponsorProfile
from ads.axes import AXES, axis_labels
from ads.facts import DEFINITIONS, findings
from ads.models import Rating
from ads.past import read_pasts
from ads.workflow import Side

SECONDS = 600


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as a page shows it."""

    label: str
    value: str
    formula: str
    ads: int


def side_of(profile: SponsorProfile | InfluencerProfile) -> Side:
    """Return the side a profile takes in its ads."""
    return Side.SPONSOR if isinstance(profile, SponsorProfile) else Side.INFLUENCER


def facts_about(profile: SponsorProfile | InfluencerProfile) -> list[Fact]:
    """Return what the history of `profile` says. One look into the cache; three queries where it
    is not there."""
    side = side_of(profile)
    known = DEFINITIONS[side]

    def work_out() -> list[tuple[str, str, int]]:
        found = findings(read_pasts(profile, now=timezone.now()), side)
        return [(finding.name, finding.value, finding.ads) for finding in found]

    return [
        Fact(known[name].label, value, known[name].formula, ads)
        for name, value, ads in _kept("facts", profile, work_out)
        if name in known  # kept by an older release
    ]


def axis_averages(profile: SponsorProfile | InfluencerProfile) -> list[tuple[str, float]]:
    """Return the mean stars on each axis over all published ratings; empty without any."""

    def work_out() -> list[float]:
        about = Rating.objects.published().about(profile)
        sums = about.aggregate(count=Count("pk"), **{name: Sum(name) for name in AXES})
        return [sums[name] / sums["count"] for name in AXES] if sums["count"] else []

    means = _kept("axes", profile, work_out)
    return list(zip(axis_labels(side_of(profile)), means, strict=False))


def _kept(
    kind: str, profile: SponsorProfile | InfluencerProfile, work_out: Callable[[], list[Any]]
) -> list[Any]:
    """Return what is kept about `profile`, or work it out and keep it."""
    key = f"{kind}:{side_of(profile)}:{profile.pk}:{profile.rating_count}"
    found: list[Any] | None = caches["pages"].get(key)
    if found is None:
        found = work_out()
        caches["pages"].set(key, found, SECONDS)
    return found
