"""News of the market: interests in a sponsor's campaigns, campaigns in an influencer's field."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.urls import reverse

from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign, Interest
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.lists import by_reader, section_of
from marketplace.kernel.money import format_money

INTERESTS_TITLE = "New interest in your campaigns"
CAMPAIGNS_TITLE = "New campaigns in your category"
# Of one category; more new ones than this in a day are found by browsing.
CAMPAIGNS_READ = 20


def collect_interests(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the interests shown since each sponsor's last digest. One query."""
    since = {reader.user.pk: reader.since for reader in readers if reader.user.is_sponsor}
    if not since:
        return {}
    interests = (
        Interest.objects.open()
        .filter(campaign__sponsor__user_id__in=since, created_at__gt=min(since.values()))
        .filter(created_at__lte=now)
        .annotate(sponsor_user_id=F("campaign__sponsor__user_id"))
        .select_related("campaign", "influencer")
        .order_by("-created_at", "-pk")
    )
    lines = by_reader(
        (interest.sponsor_user_id, _interest_line(interest))
        for interest in interests
        if interest.created_at > since[interest.sponsor_user_id]
    )
    url = reverse("campaigns:mine")
    return {pk: section_of(INTERESTS_TITLE, url, found) for pk, found in lines.items()}


def _interest_line(interest: Interest) -> Line:
    price = interest.proposed_price_minor
    return Line(
        text=f"{interest.influencer.display_name} in {interest.campaign.title}",
        url=interest.get_absolute_url(),
        note=f"Proposes {format_money(price)}." if price else "",
    )


def collect_campaigns(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the campaigns published since each influencer's last digest. Three queries.

    Those an influencer has applied to or was sent an ad in are no news to them.
    """
    influencers = [reader for reader in readers if reader.user.is_influencer]
    if not influencers:
        return {}
    by_category = _new_by_category(influencers, now)
    known = _already_in(influencers, by_category)
    found = {}
    for reader in influencers:
        profile = reader.user.influencer_profile
        lines = [
            _campaign_line(campaign)
            for campaign in by_category.get(profile.category_id, [])
            if campaign.published_at
            and campaign.published_at > reader.since
            and (campaign.pk, profile.pk) not in known
        ]
        if lines:
            url = f"{reverse('campaigns:list')}?category={profile.category.slug}"
            found[reader.user.pk] = section_of(CAMPAIGNS_TITLE, url, lines)
    return found


def _new_by_category(influencers: list[Reader], now: datetime) -> dict[int, list[Campaign]]:
    oldest = min(reader.since for reader in influencers)
    categories = {reader.user.influencer_profile.category_id for reader in influencers}
    new = Campaign.objects.listed().filter(
        category_id__in=categories, published_at__gt=oldest, published_at__lte=now
    )
    grouped: dict[int, list[Campaign]] = defaultdict(list)
    for campaign in new.select_related("sponsor").order_by("-published_at", "-pk"):
        if len(grouped[campaign.category_id]) < CAMPAIGNS_READ:
            grouped[campaign.category_id].append(campaign)
    return grouped


def _already_in(
    influencers: list[Reader], by_category: dict[int, list[Campaign]]
) -> set[tuple[int, int]]:
    """Return pairs of campaign and influencer profile."""
    pair = {
        "campaign__in": [campaign.pk for group in by_category.values() for campaign in group],
        "influencer__in": [reader.user.influencer_profile.pk for reader in influencers],
    }
    shown = Interest.objects.filter(**pair).values_list("campaign_id", "influencer_id")
    sent = Ad.objects.filter(**pair).exclude(state=State.DRAFT)
    return set(shown.union(sent.values_list("campaign_id", "influencer_id")))


def _campaign_line(campaign: Campaign) -> Line:
    return Line(
        text=f"{campaign.title}, by {campaign.sponsor.display_name}",
        url=campaign.get_absolute_url(),
        note=f"Budget {format_money(campaign.budget_minor)}.",
    )
