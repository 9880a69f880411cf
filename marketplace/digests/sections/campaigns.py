"""New campaigns in an influencer's category that can pay the influencer's prices."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import dropwhile, takewhile

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from accounts.models import Block, InfluencerProfile
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign, Interest
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.lists import section_of
from marketplace.kernel.money import format_money

TITLE = "New campaigns that fit your category and prices"
# For an influencer who has no prices yet.
TITLE_UNPRICED = "New campaigns in your category"
# Of one category; where more than this are new, the number of those that did not fit is too low.
CAMPAIGNS_READ = 200
COLUMNS = (
    *("title", "platforms", "budget_minor", "committed_minor", "category_id", "published_at"),
    *("sponsor__user_id", "sponsor__display_name"),
)


def collect_campaigns(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the campaigns published since each influencer's last digest that fit. Four queries.

    A campaign fits when it is in the influencer's category and what its budget still leaves pays
    for the cheapest item on the influencer's rate card; to whoever has no rate card every budget
    fits. Campaigns the influencer has applied to or was sent an ad in are no news, nor are those
    of a sponsor with whom a block stands, whoever made it.
    """
    influencers = [reader for reader in readers if reader.user.is_influencer]
    if not influencers:
        return {}
    by_category = _new_by_category(influencers)
    new = [campaign for group in by_category.values() for campaign in group]
    if not new:
        return {}
    known, blocked = _already_in(influencers, new), _blocked(influencers, new)
    line_of = cache(_line)  # the same campaign is told to many
    found: dict[int, Section] = {}
    for reader in influencers:
        profile = reader.user.influencer_profile
        fitting = [
            campaign
            for campaign in _news(by_category[profile.category_id], reader)
            if _fits(campaign, profile)
            and (campaign.pk, profile.pk) not in known
            and campaign.sponsor.user_id not in blocked[reader.user.pk]
        ]
        if fitting:
            found[reader.user.pk] = section_of(
                TITLE if profile.lowest_price_minor else TITLE_UNPRICED,
                f"{reverse('campaigns:list')}?category={profile.category.slug}",
                [line_of(campaign) for campaign in fitting],
            )
    return found


def _fits(campaign: Campaign, profile: InfluencerProfile) -> bool:
    """Whether the campaign can pay for anything the influencer offers."""
    return campaign.free_minor >= (profile.lowest_price_minor or 0)


def _news(campaigns: list[Campaign], reader: Reader) -> Iterable[Campaign]:
    """Return the campaigns that are news to the reader; they come with the newest first."""
    known = dropwhile(lambda c: c.published_at and c.published_at > reader.until, campaigns)
    return takewhile(lambda c: c.published_at and c.published_at > reader.since, known)


def _new_by_category(influencers: list[Reader]) -> dict[int, list[Campaign]]:
    """Return the newest campaigns of each category that anybody may not know yet."""
    oldest = min(reader.since for reader in influencers)
    newest = max(reader.until for reader in influencers)
    categories = {reader.user.influencer_profile.category_id for reader in influencers}
    place = Window(
        RowNumber(), partition_by=F("category"), order_by=[F("published_at").desc(), F("pk").desc()]
    )
    new = (
        Campaign.objects.listed()
        .filter(category__in=categories, published_at__gt=oldest, published_at__lte=newest)
        .annotate(place=place)
        .filter(place__lte=CAMPAIGNS_READ)
        .select_related("sponsor")
        .only(*COLUMNS)
    )
    grouped: dict[int, list[Campaign]] = defaultdict(list)
    for campaign in new.order_by("place"):
        grouped[campaign.category_id].append(campaign)
    return grouped


def _already_in(influencers: list[Reader], new: list[Campaign]) -> set[tuple[int, int]]:
    """Return pairs of campaign and influencer profile that have to do with each other."""
    pair = {
        "campaign__in": [campaign.pk for campaign in new],
        "influencer__in": [reader.user.influencer_profile.pk for reader in influencers],
    }
    shown = Interest.objects.filter(**pair).values_list("campaign_id", "influencer_id")
    sent = Ad.objects.filter(**pair).exclude(state=State.DRAFT)
    return set(shown.union(sent.values_list("campaign_id", "influencer_id")))


def _blocked(influencers: list[Reader], new: list[Campaign]) -> dict[int, set[int]]:
    """Return the users with whom a block stands, by the id of the influencer's user."""
    ours = [reader.user.pk for reader in influencers]
    theirs = {campaign.sponsor.user_id for campaign in new}
    blocks = Block.objects.filter(
        Q(blocker__in=ours, blocked__in=theirs) | Q(blocker__in=theirs, blocked__in=ours)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in blocks.values_list("blocker_id", "blocked_id"):
        found[one].add(other)
        found[other].add(one)
    return found


def _line(campaign: Campaign) -> Line:
    budget = f"Budget {format_money(campaign.budget_minor)}"
    platforms = ", ".join(campaign.platform_labels)
    return Line(
        text=f"{campaign.title}, by {campaign.sponsor.display_name}",
        url=campaign.get_absolute_url(),
        note=f"{budget}. {platforms}." if platforms else f"{budget}.",
        subject=f"New campaign: {campaign.title}",
    )
