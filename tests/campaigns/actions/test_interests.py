"""Interests and whom they are told; two at once on PostgreSQL."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from campaigns import actions
from campaigns.models import Interest
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.notifications import choose

pytestmark = pytest.mark.django_db


def told(user):
    return list(
        Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True)
    )


def mailed(user):
    return list(OutboxMail.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_each_side_is_told_what_the_other_does(sponsor, influencer, campaign):
    for party in (sponsor, influencer):
        choose(party.user, campaigns="at_once")
    interest = actions.show_interest(actor=influencer.user, campaign=campaign, message="Hello.")
    actions.post_interest_message(actor=sponsor.user, interest=interest, body="When?")
    actions.post_interest_message(actor=influencer.user, interest=interest, body="Soon.")
    actions.withdraw_interest(actor=influencer.user, interest=interest)
    second = actions.show_interest(actor=influencer.user, campaign=campaign, message="Again.")
    actions.decline_interest(actor=sponsor.user, interest=second, reason="Too late.")
    assert told(sponsor.user) == [
        "interest_shown",
        "interest_message",
        "interest_withdrawn",
        "interest_shown",
    ]
    assert mailed(sponsor.user) == told(sponsor.user)
    assert told(influencer.user) == ["interest_message", "interest_declined"]
    assert mailed(influencer.user) == ["interest_message", "interest_declined"]
    assert "Too late." in OutboxMail.objects.get(kind="interest_declined").text


def test_the_conversation_tells_how_it_ended(sponsor, campaign):
    withdrawn, declined = make_interest(campaign), make_interest(campaign)
    actions.withdraw_interest(actor=withdrawn.influencer.user, interest=withdrawn)
    actions.decline_interest(actor=sponsor.user, interest=declined, reason="Too late.")
    name = withdrawn.influencer.display_name
    assert withdrawn.thread.messages.last().body == f"{name} withdrew the interest."
    assert declined.thread.messages.last().body == "Northbeam declined the interest.\nToo late."


def test_a_sponsor_of_another_campaign_answers_nothing(campaign):
    interest, stranger = make_interest(campaign), make_sponsor().user
    with pytest.raises(Refused):
        actions.decline_interest(actor=stranger, interest=interest, reason="x")
    with pytest.raises(Refused):
        actions.withdraw_interest(actor=stranger, interest=interest)
    with pytest.raises(Refused):
        actions.post_interest_message(actor=stranger, interest=interest, body="x")


def test_an_offer_sent_from_an_interest_converts_it_and_moves_the_thread(campaign, influencer):
    from ads.actions import send_offer

    interest = make_interest(campaign, influencer)
    ad = make_ad("draft", campaign=campaign, influencer=influencer)
    type(ad).objects.filter(pk=ad.pk).update(interest=interest)
    sent = send_offer(actor=campaign.sponsor.user, ad=ad)
    interest.refresh_from_db()
    assert (interest.state, sent.thread_id) == ("converted", interest.thread_id)


def test_converting_an_answered_interest_changes_nothing(campaign):
    interest = make_interest(campaign, state="withdrawn")
    actions.convert_interest(interest=interest)
    interest.refresh_from_db()
    assert interest.state == "withdrawn"


def test_a_price_of_nothing_is_refused(influencer, campaign):
    with pytest.raises(Refused) as refusal:
        actions.show_interest(
            actor=influencer.user, campaign=campaign, message="Hello.", proposed_price_minor=0
        )
    assert refusal.value.field == "proposed_price_minor"


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_applications_at_once_leave_one():
    campaign, influencer = make_campaign(), make_influencer()
    start, outcomes = Barrier(4), []

    def apply():
        start.wait()
        try:
            actions.show_interest(actor=influencer.user, campaign=campaign, message="Hello.")
            outcomes.append("shown")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=apply) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "refused", "shown"]
    assert Interest.objects.count() == 1


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_an_interest_shown_while_the_campaign_closes_is_refused_or_closed():
    campaign, influencer = make_campaign(), make_influencer()
    start = Barrier(2)

    def apply():
        start.wait()
        try:
            actions.show_interest(actor=influencer.user, campaign=campaign, message="Hello.")
        except Refused:
            pass
        finally:
            connection.close()

    def close():
        start.wait()
        try:
            actions.close_campaign(actor=campaign.sponsor.user, campaign=campaign)
        finally:
            connection.close()

    threads = [Thread(target=apply), Thread(target=close)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not Interest.objects.open().exists()
