"""Interests between users of whom one blocked the other, and messages that lead elsewhere."""

import pytest

from accounts.actions import block_user, unblock_user
from accounts.models import Signal
from campaigns import actions
from campaigns.models import Interest
from marketplace.kernel.errors import Refused
from marketplace.messaging.guard import ContactWarning
from marketplace.messaging.models import Message
from tests.factories.campaigns import make_interest

pytestmark = pytest.mark.django_db
ELSEWHERE = "Write to anna@mail.com instead."
SENTENCE = "You and Northbeam cannot make new agreements with each other."


@pytest.fixture
def interest(campaign, influencer):
    return make_interest(campaign, influencer)


@pytest.mark.parametrize("by_sponsor", [True, False])
def test_blocked_users_show_no_interest_in_either_direction(
    campaign, sponsor, influencer, by_sponsor
):
    pair = (sponsor.user, influencer.user) if by_sponsor else (influencer.user, sponsor.user)
    block_user(actor=pair[0], user=pair[1])
    with pytest.raises(Refused) as refused:
        actions.show_interest(actor=influencer.user, campaign=campaign, message="Hello.")
    assert str(refused.value) == SENTENCE
    assert not Interest.objects.exists()
    assert not Message.objects.exists()
    unblock_user(actor=pair[0], user=pair[1])
    actions.show_interest(actor=influencer.user, campaign=campaign, message="Hello.")


@pytest.mark.parametrize("by_sponsor", [True, False])
def test_blocked_users_write_no_messages_but_still_answer(
    interest, sponsor, influencer, by_sponsor
):
    pair = (sponsor.user, influencer.user) if by_sponsor else (influencer.user, sponsor.user)
    block_user(actor=pair[0], user=pair[1])
    for actor, name in ((sponsor.user, "Mira Sand"), (influencer.user, "Northbeam")):
        with pytest.raises(Refused, match=f"You and {name} cannot make new agreements"):
            actions.post_interest_message(actor=actor, interest=interest, body="Hello.")
    assert Message.objects.count() == 1
    actions.decline_interest(actor=sponsor.user, interest=interest, reason="We found a runner.")


def test_a_block_of_somebody_else_is_in_nobodys_way(interest, sponsor, influencer):
    block_user(actor=sponsor.user, user=make_interest().influencer.user)
    actions.post_interest_message(actor=influencer.user, interest=interest, body="Hello.")


def test_an_interest_with_contact_details_is_held_back_until_its_author_is_warned(
    campaign, influencer
):
    values = {"actor": influencer.user, "campaign": campaign, "message": ELSEWHERE}
    with pytest.raises(ContactWarning) as warning:
        actions.show_interest(**values)
    assert [phrase.text for phrase in warning.value.phrases] == ["anna@mail.com"]
    assert not Interest.objects.exists()
    assert not Signal.objects.exists()

    interest = actions.show_interest(**values, is_warned=True)
    signal = Signal.objects.get()
    assert (signal.user, signal.kind) == (influencer.user, "contact")
    assert signal.url == f"/admin/campaigns/interest/{interest.pk}/change/"
    assert signal.evidence["thread"] == interest.thread_id
    assert signal.evidence["where"] == "Interest in Autumn trail shoes"


def test_a_message_with_contact_details_is_held_back_until_its_author_is_warned(interest, sponsor):
    values = {"actor": sponsor.user, "interest": interest, "body": ELSEWHERE}
    with pytest.raises(ContactWarning):
        actions.post_interest_message(**values)
    assert Message.objects.count() == 1
    message = actions.post_interest_message(**values, is_warned=True)
    assert Signal.objects.get().evidence["message"] == message.pk
    actions.post_interest_message(**values, is_warned=True)  # a double click
    assert Signal.objects.count() == 1


def test_what_is_refused_leaves_no_signal(interest, sponsor, influencer):
    block_user(actor=sponsor.user, user=influencer.user)
    with pytest.raises(Refused):
        actions.post_interest_message(
            actor=sponsor.user, interest=interest, body=ELSEWHERE, is_warned=True
        )
    assert not Signal.objects.exists()


def test_a_warned_author_who_mended_the_text_leaves_no_signal(interest, sponsor):
    actions.post_interest_message(
        actor=sponsor.user, interest=interest, body="See you here.", is_warned=True
    )
    assert not Signal.objects.exists()
