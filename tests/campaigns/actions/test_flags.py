"""Moderators' flags."""

import pytest

from campaigns import actions
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.models import Notification

pytestmark = pytest.mark.django_db


def test_a_flag_hides_the_campaign_and_tells_its_sponsor_why(moderator, campaign):
    actions.flag_campaign(actor=moderator, campaign=campaign, reason="It hides that it is paid.")
    campaign.refresh_from_db()
    assert campaign.flag_reason == "It hides that it is paid."
    assert not Campaign.objects.listed().exists()
    mail = OutboxMail.objects.get(kind="campaign_flagged")
    assert mail.to == campaign.sponsor.user.email
    assert "It hides that it is paid." in mail.text


def test_lifting_the_flag_brings_it_back(moderator, campaign):
    for _ in range(2):
        actions.flag_campaign(actor=moderator, campaign=campaign, reason="Looks wrong.")
        actions.unflag_campaign(actor=moderator, campaign=campaign)
    campaign.refresh_from_db()
    assert (campaign.flagged_at, campaign.flag_reason) == (None, "")
    assert Campaign.objects.listed().get() == campaign
    kinds = Notification.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["campaign_flagged", "campaign_unflagged"] * 2


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_flag_without_a_reason_is_refused(moderator, campaign, reason):
    with pytest.raises(Refused) as refusal:
        actions.flag_campaign(actor=moderator, campaign=campaign, reason=reason)
    assert refusal.value.field == "reason"


def test_flags_are_set_and_lifted_once(moderator, campaign):
    with pytest.raises(Refused):
        actions.unflag_campaign(actor=moderator, campaign=campaign)
    actions.flag_campaign(actor=moderator, campaign=campaign, reason="Looks wrong.")
    with pytest.raises(Refused):
        actions.flag_campaign(actor=moderator, campaign=campaign, reason="Again.")


def test_only_moderators_flag(sponsor, campaign):
    with pytest.raises(Refused):
        actions.flag_campaign(actor=sponsor.user, campaign=campaign, reason="I can.")
    with pytest.raises(Refused):
        actions.unflag_campaign(actor=sponsor.user, campaign=campaign)


def test_a_flagged_draft_is_not_published_and_says_why(sponsor, moderator):
    from tests.factories.campaigns import make_campaign

    campaign = make_campaign(sponsor, state="draft")
    actions.flag_campaign(actor=moderator, campaign=campaign, reason="Looks wrong.")
    with pytest.raises(Refused, match="Looks wrong"):
        actions.publish_campaign(actor=sponsor.user, campaign=campaign)
