"""What can be found of a campaign."""

from collections.abc import Collection
from typing import Any

from accounts.models import SponsorProfile
from campaigns.models import Campaign
from marketplace.kernel.search import Document, drop_document, index_documents

KIND = "campaign"
# What a campaign is found by besides its own words.
NAMES = {"display_name", "company_name"}


def document_of(campaign: Campaign) -> Document:
    """Return the words a campaign is found by. Reads its sponsor and category."""
    words = [campaign.goals, campaign.description, campaign.category.name]
    sponsor = campaign.sponsor
    return Document(
        object_id=campaign.pk,
        title=campaign.title,
        body="\n".join([*words, sponsor.display_name, sponsor.company_name]),
    )


def index_campaign(campaign: Campaign) -> None:
    """Make a campaign findable while it is open to all; forget it otherwise.

    Call it in the transaction that changed the campaign. Flags and suspensions are asked when
    searching (`Campaign.objects.listed`), not here, so that lifting one brings it back.
    """
    is_open = (
        campaign.state == Campaign.State.PUBLISHED
        and campaign.visibility == Campaign.Visibility.PUBLIC
    )
    if not is_open:
        drop_document(kind=KIND, object_id=campaign.pk)
        return
    index_documents(kind=KIND, documents=[document_of(campaign)])


def reindex_sponsor(
    *, instance: SponsorProfile, created: bool, update_fields: Collection[str] | None, **_: Any
) -> None:
    """Let a sponsor's campaigns be found by its new name. Receives the profile's `post_save`."""
    if created or (update_fields is not None and not NAMES & set(update_fields)):
        return
    campaigns = Campaign.objects.filter(
        sponsor=instance, state=Campaign.State.PUBLISHED, visibility=Campaign.Visibility.PUBLIC
    ).select_related("sponsor", "category")
    index_documents(kind=KIND, documents=[document_of(campaign) for campaign in campaigns])
