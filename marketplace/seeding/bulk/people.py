"""Invented users with their profiles, channels and prices."""

from datetime import datetime
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.models import (
    AccountEvent,
    Category,
    Channel,
    DeliverableKind,
    Handle,
    InfluencerProfile,
    Platform,
    RateCardItem,
    SponsorProfile,
    User,
)
from marketplace.kernel.search import Document
from marketplace.notifications.models import NotificationPreference
from marketplace.seeding.bulk import words
from marketplace.seeding.bulk.dice import Dice
from marketplace.seeding.bulk.rows import Rows
from marketplace.seeding.demo.people import ADDRESSES, PASSWORD, PIECES

PLATFORM_SHARES = (
    (Platform.INSTAGRAM, 40),
    (Platform.TIKTOK, 24),
    (Platform.YOUTUBE, 18),
    (Platform.FACEBOOK, 5),
    (Platform.X, 4),
    (Platform.TWITCH, 3),
    (Platform.BLOG, 2),
    (Platform.PODCAST, 2),
    (Platform.PINTEREST, 1),
    (Platform.LINKEDIN, 1),
)
MANY_FOLLOWERS = 60_000_000


class People:
    """Makes users; their profiles are handed over to `rows` only when ratings are counted."""

    def __init__(self, *, dice: Dice, rows: Rows, now: datetime, base: int) -> None:
        self.dice, self.rows, self.now = dice, rows, now
        self.last_number = base
        self.password = make_password(PASSWORD)
        self.categories = [
            Category.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0]
            for name in words.NICHES
        ]
        self.sponsors: list[SponsorProfile] = []
        self.influencers: list[InfluencerProfile] = []
        self.documents: list[Document] = []
        # Of each influencer: platforms with their prices by kind, largest channel first.
        self.prices: dict[int, list[tuple[Platform, dict[str, int]]]] = {}

    def finish(self) -> None:
        """Hand the profiles over; nobody rates them any more."""
        for profile in (*self.sponsors, *self.influencers):
            self.rows.add(profile)

    def make_sponsor(self) -> None:
        """Add a sponsor; one in ten is not verified yet."""
        dice = self.dice
        name = f"{dice.one(words.BRAND_STARTS)} {dice.one(words.BRAND_ENDS)}"
        country, zone, _ = dice.one(words.PLACES)
        joined = self.now - dice.days(600, 1100)
        user, handle = self._user(name, User.Role.SPONSOR, zone, joined)
        profile = SponsorProfile(
            pk=self.rows.number(SponsorProfile),
            user=user,
            handle=handle,
            display_name=name,
            company_name=f"{name} (invented)",
            industry=dice.one(words.INDUSTRIES),
            country=country,
            website=f"https://{handle.name}.example.com",
            description=" ".join(dice.some(words.BRIEF, 2)),
            created_at=joined,
        )
        if not self.sponsors or dice.chance(0.9):
            profile.verification = SponsorProfile.Verification.VERIFIED
            profile.verified_at = joined + dice.days(0.1, 3)
            self._decided(user, AccountEvent.Kind.VERIFIED, profile.verified_at)
        self.sponsors.append(profile)

    def make_influencer(self) -> None:
        """Add an influencer with one to four channels and a price list that follows the reach."""
        dice = self.dice
        name = f"{dice.one(words.FIRST_NAMES)} {dice.one(words.LAST_NAMES)}"
        country, zone, languages = dice.one(words.PLACES)
        joined = self.now - dice.days(600, 1100)
        category = dice.one(self.categories)
        niche = dice.one(words.NICHES[category.name])
        user, handle = self._user(name, User.Role.INFLUENCER, zone, joined)
        profile = InfluencerProfile(
            pk=self.rows.number(InfluencerProfile),
            user=user,
            handle=handle,
            display_name=name,
            category=category,
            niche=niche,
            languages=languages,
            country=country,
            description=f"{niche.capitalize()}, told plainly. This person is invented.",
            created_at=joined,
        )
        profile.top_followers = min(MANY_FOLLOWERS, int(dice.log_normal(18_000, 1.6)))
        platforms = self._channels(profile)
        self._rate_card(profile, platforms)
        self.influencers.append(profile)
        self.documents.append(_document(profile, len(platforms)))

    def _user(self, name: str, role: User.Role, zone: str, joined: datetime) -> tuple[User, Handle]:
        self.last_number += 1
        handle = Handle(name=f"{slugify(name)[:18]}-{self.last_number}", created_at=joined)
        user = User(
            pk=self.rows.number(User),
            email=f"{handle.name}@example.com",
            password=self.password,
            role=role,
            time_zone=zone,
            date_joined=joined,
            terms_version=settings.TERMS_VERSION,
            terms_accepted_at=joined,
            majority_confirmed_at=joined,
        )
        if self.last_number % 100 == 0:
            user.suspended_at = self.now - self.dice.days(1, 60)
            user.suspension_reason = self.dice.one(words.SUSPICIONS)
            self._decided(
                user, AccountEvent.Kind.SUSPENDED, user.suspended_at, user.suspension_reason
            )
        address = EmailAddress(
            pk=self.rows.number(EmailAddress),
            user=user,
            email=user.email,
            primary=True,
            verified=True,
        )
        # Invented people want no mail: nobody reads it.
        preference = NotificationPreference(
            pk=self.rows.number(NotificationPreference),
            user=user,
            is_mail_on=False,
            is_digest_on=False,
            is_monthly_on=False,
        )
        for row in (handle, user, address, preference):
            self.rows.add(row)
        return user, handle

    def _decided(self, user: User, kind: str, at: datetime, reason: str = "") -> None:
        pk = self.rows.number(AccountEvent)
        self.rows.add(AccountEvent(pk=pk, user=user, kind=kind, reason=reason, created_at=at))

    def _channels(self, profile: InfluencerProfile) -> list[Platform]:
        """Add the channels, the largest first; small ones are read more closely."""
        dice = self.dice
        count = dice.weighted(((1, 35), (2, 35), (3, 20), (4, 10)))
        platforms = list(dict.fromkeys(dice.weighted(PLATFORM_SHARES) for _ in range(count)))
        followers = profile.top_followers
        for platform in platforms:
            rate = min(30.0, dice.log_normal(3.2 * (20_000 / (followers + 500)) ** 0.12, 0.4))
            self.rows.add(
                Channel(
                    pk=self.rows.number(Channel),
                    influencer=profile,
                    platform=platform,
                    handle=profile.handle_id,
                    url=ADDRESSES.get(platform, "https://example.com/{}").format(profile.handle_id),
                    followers=followers,
                    average_views=int(followers * dice.between(0.1, 0.6)),
                    engagement_rate=Decimal(f"{rate:.2f}"),
                )
            )
            followers = int(followers * dice.between(0.05, 0.9))
        return platforms

    def _rate_card(self, profile: InfluencerProfile, platforms: list[Platform]) -> None:
        """Price a post below its reach's share (a million followers are worth less than a hundred
        times ten thousand), in minor units."""
        offered = []
        for rank, platform in enumerate(platforms[:2]):
            reach = profile.top_followers * 0.4**rank
            post = self.dice.log_normal(9 * (reach + 300) ** 0.78, 0.35)
            kinds = {kind.value: max(1000, _round(post * float(share))) for kind, share in PIECES}
            if platform in (Platform.YOUTUBE, Platform.TWITCH, Platform.PODCAST):
                kinds[DeliverableKind.LONG_VIDEO.value] = max(1000, _round(post * 2.2))
            offered.append((platform, kinds))
            for kind, price_minor in kinds.items():
                self.rows.add(
                    RateCardItem(
                        pk=self.rows.number(RateCardItem),
                        influencer=profile,
                        platform=platform,
                        kind=kind,
                        price_minor=price_minor,
                    )
                )
        self.prices[profile.pk] = offered
        profile.lowest_price_minor = min(min(kinds.values()) for _, kinds in offered)


def _round(minor: float) -> int:
    """Round to five major units, as people do."""
    return max(500, int(minor / 500) * 500)


def _document(profile: InfluencerProfile, channels: int) -> Document:
    """Return what `accounts.actions.index_influencer` would; a test compares them."""
    words_of = [profile.niche, profile.category.name, profile.description]
    return Document(
        object_id=profile.pk,
        title=f"{profile.display_name} {profile.handle_id}",
        body=" ".join([*words_of, *[profile.handle_id] * channels]),
    )
