"""What others agreed on: median and quartiles of the price per piece, platform by tier.

Nobody may read a single contract's price off them. Figures exist only where at least five
sponsors and five influencers stand behind them and none of those behind more than half; the
reader's own contracts never count, so that nobody can subtract themselves; and every figure is
rounded to two digits. What is kept in the cache is the same for all readers and is shown to none.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from accounts.models import Channel, Platform
from ads.models import Ad, Deliverable

MIN_PARTIES = 5
DAYS = 365
CACHE_SECONDS = 24 * 3600
# More of the newest contracts would not move a quartile that is rounded to two digits.
MAX_CONTRACTS = 500
DIGITS = 2

# The lowest number of followers that is above each tier; mega has no end.
TIERS: tuple[tuple[str, int | None], ...] = (
    ("nano", 10_000),
    ("micro", 100_000),
    ("mid", 500_000),
    ("macro", 1_000_000),
    ("mega", None),
)


class Contract(NamedTuple):
    """What one accepted ad says about the market. `price_minor` is for all of its pieces."""

    ad: int
    sponsor: int
    influencer: int
    price_minor: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Market:
    """Quartiles of the price per piece in minor units, rounded to two digits."""

    platform: str
    tier: str
    contracts: int
    lower_minor: int
    median_minor: int
    upper_minor: int

    @property
    def where(self) -> str:
        """What the figures are of, in words."""
        return f"{self.tier} channels on {Platform(self.platform).label}"


def tier_of(followers: int) -> str:
    """Return the tier: nano < 10k, micro < 100k, mid < 500k, macro < 1M, mega above."""
    return next(name for name, end in TIERS if end is None or followers < end)


def market_for(
    *,
    platform: str,
    followers: int,
    without_sponsor: int | None = None,
    without_influencer: int | None = None,
    without_ad: int | None = None,
) -> Market | None:
    """Return the market of a platform for channels as large as one with `followers`.

    Leaves out the contracts of the sponsor, the influencer and the ad given by id. None where
    too few stand behind what is left. Costs a query once a day for each platform and tier.
    """
    tier = tier_of(followers)
    others = [
        contract
        for contract in _contracts(platform, tier)
        if contract.sponsor != without_sponsor
        and contract.influencer != without_influencer
        and contract.ad != without_ad
    ]
    if not is_anonymous(others):
        return None
    prices = sorted(Fraction(contract.price_minor, contract.pieces) for contract in others)
    lower, median, upper = (rounded(quantile(prices, Fraction(share, 4))) for share in (1, 2, 3))
    return Market(platform, tier, len(others), lower, median, upper)


def is_anonymous(contracts: Sequence[Contract]) -> bool:
    """Whether enough independent parties stand behind contracts, and none behind most."""
    for side in ("sponsor", "influencer"):
        shares = Counter(getattr(contract, side) for contract in contracts)
        if len(shares) < MIN_PARTIES or 2 * max(shares.values()) > len(contracts):
            return False
    return True


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """Return the value below which `share` of the ordered values lie.

    Between two values it interpolates in a straight line, as SQL's PERCENTILE_CONT does: the
    place is share × (number of values − 1), counted from 0.
    """
    place = share * (len(ordered) - 1)
    below = int(place)
    if below == place:
        return ordered[below]
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def rounded(amount: Fraction) -> int:
    """Return an amount in minor units with its first two digits alone, rounded half up."""
    step = 10 ** max(len(str(int(amount))) - DIGITS, 0)
    return int(amount / step + Fraction(1, 2)) * step


def _contracts(platform: str, tier: str) -> list[Contract]:
    """Return the market's contracts, from the cache where they are."""
    key = f"ads:market:{platform}:{tier}"
    cached: list[Contract] | None = caches["pages"].get(key)
    if cached is None:
        cached = _read_contracts(platform, tier)
        caches["pages"].set(key, cached, CACHE_SECONDS)
    return cached


def _read_contracts(platform: str, tier: str) -> list[Contract]:
    """Read the newest contracts of a year whose pieces are all on `platform`, with influencers
    whose largest channel there is of that tier."""
    names = [name for name, _ in TIERS]
    start = dict(TIERS)[names[names.index(tier) - 1]] if tier != names[0] else 0
    end = dict(TIERS)[tier]
    channels = Channel.objects.filter(platform=platform)
    ads = Ad.objects.filter(
        accepted_at__gte=timezone.now() - timedelta(days=DAYS),
        price_minor__gt=0,
        influencer__in=channels.filter(followers__gte=start).values("influencer"),
    )
    if end is not None:
        larger = channels.filter(influencer=OuterRef("influencer"), followers__gte=end)
        ads = ads.exclude(Exists(larger))
    elsewhere = Deliverable.objects.filter(ad=OuterRef("pk")).exclude(platform=platform)
    found = (
        ads.exclude(Exists(elsewhere))
        .annotate(pieces=Count("deliverables"))
        .filter(pieces__gt=0)
        .order_by("-accepted_at", "-pk")
        .values_list("pk", "campaign__sponsor", "influencer", "price_minor", "pieces")
    )
    return [
        Contract(ad, sponsor, influencer, price, pieces)
        for ad, sponsor, influencer, price, pieces in found[:MAX_CONTRACTS]
        if price
    ]
