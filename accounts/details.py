"""What a profile says about its owner, as forms hand it to actions."""

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models import Category


@dataclass(frozen=True, kw_only=True)
class NewUser:
    """What every sign-up needs. `email` and `handle` in small letters; `password` in clear."""

    email: str
    password: str = field(repr=False)
    handle: str
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class SponsorDetails:
    """The public part of a sponsor's profile. `country` is an ISO 3166-1 code or empty."""

    display_name: str
    company_name: str
    industry: str
    country: str
    website: str
    description: str


@dataclass(frozen=True, kw_only=True)
class InfluencerDetails:
    """The public part of an influencer's profile. `languages` are ISO 639-1 codes."""

    display_name: str
    category: Category
    niche: str
    description: str
    languages: list[str]
    country: str


@dataclass(frozen=True, kw_only=True)
class ChannelFigures:
    """One channel; `engagement_rate` is (likes + comments) / followers in percent."""

    platform: str
    handle: str
    url: str
    followers: int
    average_views: int | None = None
    engagement_rate: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Price:
    """One line of a rate card; `price_minor` in minor units."""

    platform: str
    kind: str
    price_minor: int
