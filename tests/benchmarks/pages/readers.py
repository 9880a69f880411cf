"""Which pages are measured, as whom, and what each costs in queries and bytes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import InfluencerProfile, SponsorProfile, User
from ads.models import Ad
from ads.workflow import State

MODERATOR = "bench-moderator@example.com"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one reader sees it."""

    name: str
    path: str
    user: User
    is_list: bool = True


@dataclass(frozen=True, slots=True)
class Cost:
    """What one look at a page takes, with warm caches."""

    cookie: str
    queries: int
    statements: tuple[str, ...]


def pages() -> Iterator[Page]:
    """Yield the pages, each for the reader who has most on it."""
    sponsor = _busiest(SponsorProfile, "campaigns__ads")
    influencer = _busiest(InfluencerProfile, "ads")
    moderator = User.objects.filter(email=MODERATOR).first()
    moderator = moderator or User.objects.create_superuser(MODERATOR)
    yield Page("campaign list", "/campaigns/", influencer)
    yield Page("influencer list", "/influencers/", sponsor)
    yield Page("ads, sponsor", "/ads/", sponsor)
    yield Page("ads, influencer", "/ads/", influencer)
    yield Page("contract room", _room(sponsor).get_absolute_url(), sponsor, is_list=False)
    yield Page("wallet, sponsor", "/wallet/", sponsor, is_list=False)
    yield Page("wallet, influencer", "/wallet/", influencer, is_list=False)
    yield Page("admin index", "/admin/", moderator, is_list=False)


def _busiest(model: type[SponsorProfile] | type[InfluencerProfile], ads: str) -> User:
    found = model.objects.filter(user__suspended_at=None).annotate(many=Count(ads))
    return found.select_related("user").order_by("-many", "pk")[0].user


def _room(sponsor: User) -> Ad:
    """Return the sponsor's ad with most messages among those with work to review."""
    rooms = Ad.objects.visible_to(sponsor).filter(state__in=[State.IN_REVIEW, State.POSTED])
    return rooms.annotate(many=Count("thread__messages")).order_by("-many", "pk")[0]


def cost(page: Page) -> Cost:
    """Sign the reader in and look at the page twice; count the second time."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(page.user)
    client.get(page.path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.path)
    if response.status_code != 200:
        raise RuntimeError(f"{page.path} answered {response.status_code}")
    name = settings.SESSION_COOKIE_NAME
    return Cost(
        cookie=f"{name}={client.cookies[name].value}",
        queries=len(captured),
        statements=tuple(query["sql"] for query in captured),
    )
