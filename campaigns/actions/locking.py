"""Loading a campaign under its row lock, and who may change it."""

from typing import TYPE_CHECKING

from campaigns.models import Campaign
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


def lock_campaign(pk: int) -> Campaign:
    """Return the campaign as it is now, under a row lock, with sponsor and category.

    Take this lock before an ad's or an interest's, so that two actions never wait for each
    other in a circle.
    """
    return (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("sponsor__user", "category")
        .get(pk=pk)
    )


def check_owner(campaign: Campaign, actor: "User") -> None:
    """Raise Refused unless `actor` manages the campaign."""
    if campaign.sponsor.user_id != actor.pk:
        raise Refused("This is not your campaign.")


def check_standing(campaign: Campaign) -> None:
    """Raise Refused, in words for the sponsor, where DESIGN's blocks keep it from publishing."""
    sponsor = campaign.sponsor
    if sponsor.user.is_suspended:
        raise Refused("Your account is suspended, so you cannot publish.")
    if not sponsor.is_verified:
        raise Refused(
            "You are not verified yet. A moderator looks at your profile; until then you can "
            "draft campaigns but not publish them."
        )
    if campaign.is_flagged:
        raise Refused(f"A moderator has flagged this campaign: {campaign.flag_reason}")
