"""Users, profiles and their figures, as they are after a finished sign-up."""

from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.actions import raise_signal
from accounts.models import (
    Category,
    Channel,
    DeliverableKind,
    Handle,
    InfluencerProfile,
    Platform,
    RateCardItem,
    Signal,
    SponsorProfile,
    User,
)
from marketplace.messaging.guard import find_contacts

PASSWORD = "parley-demo-2026"
_numbers = count(1)


@cache
def _hashed_password() -> str:
    return make_password(PASSWORD)


def make_user(*, email: str | None = None, **fields: Any) -> User:
    """Return a user with a verified address and the password `PASSWORD`, without a profile."""
    number = next(_numbers)
    user = User(email=email or f"user{number}@example.com", password=_hashed_password(), **fields)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_moderator(**fields: Any) -> User:
    """Return a moderator who may do everything in the admin."""
    return make_user(**({"is_staff": True, "is_superuser": True} | fields))


def make_category(name: str | None = None, **fields: Any) -> Category:
    """Return the category called `name`, made if need be; a new one without a name."""
    name = name or f"Category {next(_numbers)}"
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    return Category.objects.get_or_create(name=name, defaults={"slug": slug} | fields)[0]


def make_sponsor(
    *, verified: bool = True, user: User | None = None, handle: str | None = None, **fields: Any
) -> SponsorProfile:
    """Return a sponsor's profile; user fields are set through `user`."""
    number = next(_numbers)
    verification = {"verification": "verified", "verified_at": timezone.now()} if verified else {}
    defaults = {
        "display_name": f"Sponsor {number}",
        "company_name": f"Company {number}",
        "industry": "Outdoor gear",
        "country": "DE",
        "website": f"https://company{number}.example",
        "description": "Makes things for the outdoors.",
    }
    return SponsorProfile.objects.create(
        user=user or make_user(email=f"sponsor{number}@example.com", role=User.Role.SPONSOR),
        handle=Handle.objects.create(name=handle or f"sponsor{number}"),
        **(defaults | verification | fields),
    )


def make_influencer(
    *,
    user: User | None = None,
    handle: str | None = None,
    followers: int = 48_200,
    price_minor: int = 45_000,
    platform: str = Platform.INSTAGRAM,
    **fields: Any,
) -> InfluencerProfile:
    """Return an influencer's profile with one channel and a rate card of one item."""
    number = next(_numbers)
    defaults = {
        "display_name": f"Influencer {number}",
        "niche": "Trail running",
        "description": "Runs, films it, and says what the shoes did.",
        "languages": ["en"],
        "country": "AT",
    }
    if "category" not in fields:
        defaults["category"] = make_category("Outdoor")
    profile = InfluencerProfile.objects.create(
        user=user or make_user(email=f"influencer{number}@example.com", role=User.Role.INFLUENCER),
        handle=Handle.objects.create(name=handle or f"influencer{number}"),
        top_followers=followers,
        lowest_price_minor=price_minor,
        **(defaults | fields),
    )
    Channel.objects.create(
        influencer=profile,
        platform=platform,
        handle=profile.handle_id,
        url=f"https://{platform}.example/{profile.handle_id}",
        followers=followers,
        average_views=followers // 3,
        engagement_rate=Decimal("4.10"),
    )
    RateCardItem.objects.create(
        influencer=profile, platform=platform, kind=DeliverableKind.POST, price_minor=price_minor
    )
    return profile


def make_signal(
    user: User | None = None, *, text: str = "anna@mail.com", **evidence: Any
) -> Signal:
    """Return an open signal about a message that held contact details."""
    user = user or make_influencer().user
    return raise_signal(
        kind="contact",
        user=user,
        evidence={
            "text": text,
            "phrases": [phrase.as_json() for phrase in find_contacts(text)],
            "where": "Two trail videos",
        }
        | evidence,
        url="/admin/",
        dedup_key=f"test:{next(_numbers)}",
    )
