"""Messages between the two sides of an ad."""

import pytest
from django.db.models.signals import pre_save

from accounts.actions import suspend_user
from ads import actions
from ads.workflow import State
from marketplace.kernel.errors import Refused
from marketplace.messaging.models import Message, unread_count
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_moderator, make_sponsor
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db


def test_a_message_reaches_the_other_side_and_counts_as_unread() -> None:
    ad = make_ad(State.OFFERED)
    actions.post_ad_message(actor=ad.influencer.user, ad=ad, body="Which trail?")
    sponsor = ad.campaign.sponsor.user
    assert (unread_count(sponsor), unread_count(ad.influencer.user)) == (1, 0)
    notice = Notification.objects.get(user=sponsor, kind="message")
    assert notice.url == f"/ads/{ad.pk}/#timeline"


def test_strangers_and_drafts_take_no_messages() -> None:
    ad, draft = make_ad(State.OFFERED), make_ad(State.DRAFT)
    with pytest.raises(Refused):
        actions.post_ad_message(actor=make_sponsor().user, ad=ad, body="Hello")
    with pytest.raises(Refused, match="Send the offer first"):
        actions.post_ad_message(actor=draft.campaign.sponsor.user, ad=draft, body="Hello")


def test_a_suspended_writer_is_heard_only_where_money_is_at_stake() -> None:
    negotiating, running = make_ad(State.OFFERED), make_ad(State.ACTIVE)
    for ad in (negotiating, running):
        suspend_user(actor=make_moderator(), user=ad.influencer.user, reason="Fake followers")
        ad.influencer.user.refresh_from_db()
    with pytest.raises(Refused, match="suspended"):
        actions.post_ad_message(actor=negotiating.influencer.user, ad=negotiating, body="Hello")
    message = actions.post_ad_message(actor=running.influencer.user, ad=running, body="Done soon.")
    assert message.body == "Done soon."


def _refuse(**_: object) -> None:
    raise RuntimeError("no notice today")


def test_a_message_whose_notice_fails_is_not_written() -> None:
    ad = make_ad(State.OFFERED)
    before = Message.objects.count()
    pre_save.connect(_refuse, sender=Notification)
    try:
        with pytest.raises(RuntimeError):
            actions.post_ad_message(actor=ad.influencer.user, ad=ad, body="Which trail?")
    finally:
        pre_save.disconnect(_refuse, sender=Notification)
    assert Message.objects.count() == before
