"""Creates the demo's users, profiles, channels and rate cards."""

from datetime import datetime, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.actions import index_influencer, save_rate_card
from accounts.details import Price
from accounts.models import (
    Category,
    Channel,
    DeliverableKind,
    Handle,
    InfluencerProfile,
    Platform,
    SponsorProfile,
    User,
)
from marketplace.notifications.models import NotificationPreference
from marketplace.seeding.demo.avatars import draw_avatar
from marketplace.seeding.demo.cast import BRANDS, CATEGORIES, CREATORS, Brand, Creator

PASSWORD = "parley-demo-2026"  # noqa: S105  (printed by `make run`; refused in production)
SPONSOR_LOGIN = "sponsor@example.com"
INFLUENCER_LOGIN = "influencer@example.com"
MODERATOR_LOGIN = "moderator@example.com"

ADDRESSES = {
    Platform.INSTAGRAM: "https://www.instagram.com/{}",
    Platform.YOUTUBE: "https://www.youtube.com/@{}",
    Platform.TIKTOK: "https://www.tiktok.com/@{}",
    Platform.PINTEREST: "https://www.pinterest.com/{}",
}
# What a piece costs beside a post.
PIECES = (
    (DeliverableKind.POST, Decimal("1")),
    (DeliverableKind.SHORT_VIDEO, Decimal("1.4")),
    (DeliverableKind.STORY, Decimal("0.5")),
)


class People:
    """Makes the cast once; one password hash serves all."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.joined = now - timedelta(days=200)
        self.password = make_password(PASSWORD)
        self.categories = {name: self._category(name) for name in CATEGORIES}

    def make_all(self) -> tuple[dict[str, SponsorProfile], dict[str, InfluencerProfile]]:
        """Create moderator, sponsors and influencers; return the profiles by handle."""
        self._user(MODERATOR_LOGIN, is_staff=True, is_superuser=True)
        sponsors = {brand.handle: self._sponsor(brand) for brand in BRANDS}
        influencers = {creator.handle: self._influencer(creator) for creator in CREATORS}
        return sponsors, influencers

    @staticmethod
    def _category(name: str) -> Category:
        return Category.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0]

    def _user(self, email: str, **fields: object) -> User:
        user = User(
            email=email,
            password=self.password,
            date_joined=self.joined,
            terms_version=settings.TERMS_VERSION,
            terms_accepted_at=self.joined,
            majority_confirmed_at=self.joined,
            **fields,
        )
        user.save()
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
        # Stories of the past must not fill the outbox; `Story` turns mails on at the end.
        NotificationPreference.objects.create(user=user, is_mail_on=False)
        return user

    def _handle(self, name: str) -> Handle:
        return Handle.objects.create(name=name, created_at=self.joined)

    def _sponsor(self, brand: Brand) -> SponsorProfile:
        is_first = brand is BRANDS[0]
        email = SPONSOR_LOGIN if is_first else f"{brand.handle}@example.com"
        verification = (
            {"verification": SponsorProfile.Verification.VERIFIED, "verified_at": self.joined}
            if brand.is_verified
            else {}
        )
        return SponsorProfile.objects.create(
            user=self._user(email, role=User.Role.SPONSOR, time_zone=brand.zone),
            handle=self._handle(brand.handle),
            display_name=brand.name,
            company_name=f"{brand.name} (demo)",
            industry=brand.industry,
            country=brand.country,
            website=f"https://{brand.handle}.example.com",
            description=brand.about,
            created_at=self.joined,
            **verification,
        )

    def _influencer(self, creator: Creator) -> InfluencerProfile:
        is_first = creator is CREATORS[0]
        email = INFLUENCER_LOGIN if is_first else f"{creator.handle}@example.com"
        profile = InfluencerProfile(
            user=self._user(email, role=User.Role.INFLUENCER, time_zone=creator.zone),
            handle=self._handle(creator.handle),
            display_name=creator.name,
            category=self.categories[creator.category],
            niche=creator.niche,
            description=f"{creator.niche}, told plainly. Demo profile: the person is invented.",
            languages=creator.languages.split(),
            country=creator.country,
            top_followers=creator.followers,
            created_at=self.joined,
        )
        picture = draw_avatar(creator.handle)
        profile.avatar.save(picture.name or "", picture, save=False)
        profile.save()
        self._channels(profile, creator)
        save_rate_card(actor=profile.user, profile=profile, prices=self._prices(creator))
        index_influencer(profile=profile)
        return profile

    def _channels(self, profile: InfluencerProfile, creator: Creator) -> None:
        figures = [(creator.platform, creator.followers, Decimal(creator.rate))]
        if creator.second:
            figures.append((creator.second, creator.followers // 5, Decimal(creator.rate) / 2))
        Channel.objects.bulk_create(
            Channel(
                influencer=profile,
                platform=platform,
                handle=creator.handle,
                url=ADDRESSES.get(Platform(platform), "https://example.com/{}").format(
                    creator.handle
                ),
                followers=followers,
                average_views=int(followers * Decimal("0.38")),
                engagement_rate=rate.quantize(Decimal("0.01")),
            )
            for platform, followers, rate in figures
        )

    @staticmethod
    def _prices(creator: Creator) -> list[Price]:
        return [
            Price(
                platform=creator.platform,
                kind=kind,
                price_minor=int(creator.price * factor) * 100,
            )
            for kind, factor in PIECES
        ]
