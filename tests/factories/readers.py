"""A crowd for digests: people who have something to read today, and people who have not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Category, Handle, InfluencerProfile, Platform, SponsorProfile, User
from campaigns.content import Content
from campaigns.models import Campaign, CampaignVersion, Interest
from marketplace.messaging.models import Thread
from marketplace.notifications.models import NotificationPreference
from marketplace.seeding.bulk.dice import Dice
from marketplace.seeding.bulk.market import Size, seed_bulk
from marketplace.seeding.bulk.rows import Rows
from marketplace.seeding.bulk.talk import Line, write_thread
from tests.factories.accounts import make_category

# Enough for whatever anybody in the crowd asks for.
BUDGET_MINOR = 50_000_000
AT_ONCE = 10_000


def make_readers(*, readers: int, others: int, now: datetime) -> None:
    """Add so many people; it is about noon for all of them at `now`.

    Readers, one in ten of them a sponsor, have ads, messages, interests and new campaigns as
    `seed_bulk` and chance will have it, and one piece of news at least; others have nothing.
    """
    last = User.objects.aggregate(last=Max("pk"))["last"] or 0
    sponsors = max(1, readers // 10)
    size = Size(
        sponsors=sponsors,
        influencers=readers - sponsors,
        campaigns=sponsors,
        ads=readers // 2,
        messages=readers,
    )
    seed_bulk(size=size, seed=1, now=now)
    # In which invented people want no mail.
    NotificationPreference.objects.filter(user__pk__gt=last).delete()
    with transaction.atomic():
        _give_news(last, now)
        for start in range(0, others, AT_ONCE):
            _make_others(range(start, min(others, start + AT_ONCE)))
    people = User.objects.filter(pk__gt=last)
    people.update(time_zone=zone_at_noon(now), suspended_at=None, suspension_reason="")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def zone_at_noon(now: datetime) -> str:
    """Return the zone in which it is between twelve and one at `now`."""
    behind = now.astimezone(UTC).hour - 12
    return f"Etc/GMT{behind:+d}" if behind else "Etc/GMT"


def _give_news(last: int, now: datetime) -> None:
    """Give every influencer a new campaign in their category, every sponsor an interest."""
    rows, dice = Rows(), Dice("news")
    sponsors = list(SponsorProfile.objects.select_related("user").filter(user__pk__gt=last))
    influencers = list(InfluencerProfile.objects.select_related("user").filter(user__pk__gt=last))
    sponsors.sort(key=lambda profile: profile.pk)
    influencers.sort(key=lambda profile: profile.pk)
    categories = list(Category.objects.filter(influencers__isnull=False).distinct())
    verified = [sponsor for sponsor in sponsors if sponsor.is_verified]
    for category, sponsor in zip(categories, cycle(verified)):
        _campaign(rows, sponsor, category, at=now - timedelta(hours=3))
    for (sponsor, category), influencer in zip(
        zip(sponsors, cycle(categories)), cycle(influencers)
    ):
        campaign = _campaign(rows, sponsor, category, at=now - timedelta(days=30))
        _interest(rows, dice, campaign, influencer, at=now - timedelta(hours=2))
    rows.write_all()


def _campaign(rows: Rows, sponsor: SponsorProfile, category: Category, *, at: datetime) -> Campaign:
    campaign = Campaign(
        pk=rows.number(Campaign),
        sponsor=sponsor,
        title=f"{sponsor.display_name.split()[0]} this season",
        description="Two short films, told plainly.",
        goals="Get people to try it.",
        category=category,
        platforms=[Platform.INSTAGRAM],
        budget_minor=BUDGET_MINOR,
        start_date=at.date(),
        end_date=at.date() + timedelta(days=60),
        state=Campaign.State.PUBLISHED,
        published_at=at,
        created_at=at,
    )
    rows.add(campaign)
    rows.add(
        CampaignVersion(
            pk=rows.number(CampaignVersion),
            campaign=campaign,
            number=1,
            content=Content.of(campaign).as_json(),
            actor=sponsor.user,
            created_at=at,
        )
    )
    return campaign


def _interest(
    rows: Rows, dice: Dice, campaign: Campaign, influencer: InfluencerProfile, *, at: datetime
) -> None:
    thread = Thread(pk=rows.number(Thread), created_at=at)
    interest = Interest(
        pk=rows.number(Interest),
        campaign=campaign,
        influencer=influencer,
        message="I would like to take part.",
        thread=thread,
        created_at=at,
    )
    rows.add(interest)
    users = (campaign.sponsor.user, influencer.user)
    line = Line(at, influencer.user, interest.message)
    write_thread(thread, [line], users, dice=dice, rows=rows)


def _make_others(numbers: range) -> None:
    """Add influencers of a category in which nothing happens."""
    quiet = make_category("Quiet")
    names = [f"quiet-{number}" for number in numbers]
    handles = Handle.objects.bulk_create([Handle(name=name) for name in names])
    users = User.objects.bulk_create(list(_users(names)))
    InfluencerProfile.objects.bulk_create(
        InfluencerProfile(
            user=user,
            handle=handle,
            display_name=handle.name,
            category=quiet,
            niche="silence",
            languages=["en"],
            country="AT",
            lowest_price_minor=10_000,
        )
        for user, handle in zip(users, handles, strict=True)
    )


def _users(names: list[str]) -> Iterator[User]:
    for name in names:
        yield User(email=f"{name}@example.com", role=User.Role.INFLUENCER)
