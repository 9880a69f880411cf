"""Messages between the two sides of an ad."""

import pytest
from django.db.models.signals import pre_save

from accounts.actions import block_user, suspend_user
from accounts.models import Signal
from ads import actions
from ads.workflow import State
from marketplace.kernel.errors import Refused
from marketplace.messaging.guard import ContactWarning
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


ELSEWHERE = "Write to anna@mail.com instead."


@pytest.mark.parametrize("state", [State.OFFERED, State.ACCEPTED, State.DECLINED])
def test_contact_details_are_held_back_until_an_ad_is_paid_for(state: State) -> None:
    ad = make_ad(state)
    values = {"actor": ad.influencer.user, "ad": ad, "body": ELSEWHERE}
    with pytest.raises(ContactWarning) as warning:
        actions.post_ad_message(**values)
    assert [phrase.text for phrase in warning.value.phrases] == ["anna@mail.com"]
    assert not Message.objects.texts().exists()

    message = actions.post_ad_message(**values, is_warned=True)
    signal = Signal.objects.get()
    assert (signal.user, signal.kind) == (ad.influencer.user, "contact")
    assert signal.url == f"/admin/ads/ad/{ad.pk}/change/"
    assert signal.evidence == {
        "text": ELSEWHERE,
        "phrases": [{"start": 9, "end": 22, "text": "anna@mail.com", "kind": "email"}],
        "thread": ad.thread_id,
        "message": message.pk,
        "where": ad.title,
    }


def test_in_a_paid_ad_people_write_what_they_like() -> None:
    ad = make_ad(State.ACTIVE)
    actions.post_ad_message(actor=ad.influencer.user, ad=ad, body=ELSEWHERE)
    actions.post_ad_message(actor=ad.influencer.user, ad=ad, body=f"{ELSEWHERE} ", is_warned=True)
    assert not Signal.objects.exists()


@pytest.mark.parametrize("by_sponsor", [True, False])
@pytest.mark.parametrize("state", [State.OFFERED, State.COUNTERED, State.DECLINED, State.COMPLETED])
def test_blocked_users_write_only_in_running_ads(state: State, by_sponsor: bool) -> None:
    ad = make_ad(state)
    sponsor, influencer = ad.campaign.sponsor.user, ad.influencer.user
    pair = (sponsor, influencer) if by_sponsor else (influencer, sponsor)
    block_user(actor=pair[0], user=pair[1])
    for actor, other in ((sponsor, influencer), (influencer, sponsor)):
        with pytest.raises(Refused) as refused:
            actions.post_ad_message(actor=actor, ad=ad, body="Hello")
        assert str(refused.value) == (
            f"You and {other.get_full_name()} cannot make new agreements with each other."
        )
    assert not Message.objects.texts().exists()


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ACTIVE, State.POSTED])
def test_running_ads_go_on_between_blocked_users(state: State) -> None:
    ad = make_ad(state)
    sponsor, influencer = ad.campaign.sponsor.user, ad.influencer.user
    block_user(actor=influencer, user=sponsor)
    for actor in (sponsor, influencer):
        actions.post_ad_message(actor=actor, ad=ad, body="Which trail?")
    assert Message.objects.texts().count() == 2


def test_a_moderator_writes_in_no_ad() -> None:
    ad = make_ad(State.OFFERED)
    with pytest.raises(Refused, match="not a party"):
        actions.post_ad_message(actor=make_moderator(), ad=ad, body="Hello")
