"""What can be found of a campaign."""

from campaigns.models import Campaign
from marketplace.kernel.search import Document, drop_document, index_document

KIND = "campaign"


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
    document = document_of(campaign)
    index_document(kind=KIND, object_id=campaign.pk, title=document.title, body=document.body)
