"""One row of the campaigns' list, as the plain values it shows."""

from datetime import date
from typing import NamedTuple

from django.utils.safestring import SafeString

from campaigns.models import Campaign
from marketplace.kernel.components.people import avatar
from marketplace.kernel.money import format_money

# What a row reads, and what a page of rows is sorted by.
COLUMNS = (
    *("title", "platforms", "budget_minor", "start_date", "end_date", "state", "published_at"),
    *("category__name", "sponsor__display_name", "sponsor__handle", "sponsor__verification"),
)


class CampaignRow(NamedTuple):
    """What a row shows; all of it makes the key under which the row is kept."""

    pk: int
    title: str
    avatar: SafeString
    sponsor: str
    is_verified: bool
    category: str
    platforms: str
    start_date: date
    end_date: date
    this_year: int  # days of other years are shown with theirs
    excerpt: str
    budget: str
    state: str
    # The reader's marks: whoever has made the same ones sees the same.
    may_save: bool
    is_saved: bool
    interest_state: str | None


def campaign_row(campaign: Campaign, *, may_save: bool, this_year: int) -> CampaignRow:
    """Return the row of a campaign loaded with `as_seen_by`, its sponsor and its category."""
    return CampaignRow(
        pk=campaign.pk,
        title=campaign.title,
        avatar=avatar(campaign.sponsor),
        sponsor=campaign.sponsor.display_name,
        is_verified=campaign.sponsor.is_verified,
        category=campaign.category.name,
        platforms=", ".join(campaign.platform_labels),
        start_date=campaign.start_date,
        end_date=campaign.end_date,
        this_year=this_year,
        excerpt=campaign.excerpt,
        budget=format_money(campaign.budget_minor),
        state=campaign.state,
        may_save=may_save,
        is_saved=campaign.is_saved,
        interest_state=campaign.interest_state,
    )
