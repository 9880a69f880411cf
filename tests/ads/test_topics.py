"""By which mail each move of an ad is told, and who can choose about it."""

import pytest

from ads import actions, speech
from ads.topics import AGREED, DECIDED, MONEY, OFFERS, mail_of, topic_of
from ads.workflow import Side, State
from marketplace.kernel.mail.models import OutboxMail
from marketplace.kernel.mail.registry import mail_kind
from marketplace.kernel.mail.topics import Topic
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_moderator
from tests.factories.ads import counter, dispute, make_ad
from tests.factories.notifications import choose

pytestmark = pytest.mark.django_db


def mailed(ad, side):
    """Return the kinds of mail that one side got, in order."""
    rows = OutboxMail.objects.filter(user=ad.user_of(side)).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_the_lists_name_events_that_there_are():
    assert set(speech.LINES) >= OFFERS | MONEY | AGREED | DECIDED


@pytest.mark.parametrize("event", sorted(speech.LINES))
def test_an_event_has_a_topic_or_a_required_mail(event):
    assert (topic_of(event) is None) == (mail_kind(mail_of(event)).required is not None)


@pytest.mark.parametrize(
    ("state", "topics"),
    [
        (State.OFFERED, ["offers"]),
        (State.COUNTERED, ["offers", "offers"]),
        (State.ACTIVE, ["offers", "", "work"]),
        (State.COMPLETED, ["offers", "", "work", "work", "work", "work", "money"]),
        (State.CANCELLED, ["offers", "", "work"]),
        (State.DISPUTED, ["offers", "", "work", "work"]),
    ],
)
def test_a_life_moves_from_offers_to_work_to_money(state, topics):
    make_ad(state)
    notices = Notification.objects.filter(kind="ad_moved").order_by("pk")
    assert list(notices.values_list("topic", flat=True)) == topics


def test_who_never_wants_offers_is_not_mailed_the_counter_offer():
    ad = make_ad(State.OFFERED)
    choose(ad.user_of(Side.SPONSOR), offers="never")
    counter(ad)
    assert mailed(ad, Side.SPONSOR) == []
    assert Notification.objects.filter(user=ad.user_of(Side.SPONSOR)).count() == 1


def test_an_agreement_reaches_the_other_side_whatever_it_chose():
    ad = make_ad(State.OFFERED)
    choose(ad.user_of(Side.SPONSOR), is_mail_on=False, **dict.fromkeys(Topic, "never"))
    actions.accept_offer(actor=ad.user_of(Side.INFLUENCER), ad=ad, answering=1)
    assert mailed(ad, Side.SPONSOR) == ["ad_agreed"]
    [mail] = OutboxMail.objects.filter(kind="ad_agreed")
    assert "an agreement binds you from the moment it reaches you." in mail.text
    assert "List-Unsubscribe" not in mail.headers


def test_a_settlement_reaches_both_sides_whatever_they_chose():
    ad = make_ad(State.ACTIVE)
    dispute(ad)
    for side in Side:
        choose(ad.user_of(side), is_mail_on=False)
    actions.settle_dispute(actor=make_moderator(), ad=ad, share_minor=0, reason="Nothing came.")
    for side in Side:
        assert mailed(ad, side)[-1] == "ad_decided"
