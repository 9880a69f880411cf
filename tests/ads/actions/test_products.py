"""The product sent along: who reads the address, which step is open, and the dates it moves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ads import actions
from ads.models import Ad, Shipment
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.kernel.models import OutboxMail
from marketplace.messaging.models import Message
from tests.factories.accounts import make_influencer, make_user
from tests.factories.ads import hand_in, make_ad, make_terms

pytestmark = pytest.mark.django_db

# Half past ten in the evening in London is the next morning in Auckland.
NOW = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
AUCKLAND = "Pacific/Auckland"  # thirteen hours ahead in summer
ADDRESS = "Mira Hill\n1 Harbour Road\nAuckland 1010"


def product_ad(state: str = State.ACTIVE, *, now: datetime = NOW, **terms: object) -> Ad:
    """Return an ad of an influencer in Auckland to whom shoes are sent."""
    user = make_user(email="mira@example.com", role="influencer", time_zone=AUCKLAND)
    fields: dict[str, object] = {"product_name": "Trail shoes", "product_days": 5} | terms
    return make_ad(
        state,
        influencer=make_influencer(user=user),
        terms=make_terms(now=now, **fields),
        now=now,
    )


def sponsor_of(ad: Ad):
    return ad.user_of(Side.SPONSOR)


def give(ad: Ad, *, now: datetime = NOW) -> Shipment:
    return actions.give_address(actor=ad.influencer.user, ad=ad, address=ADDRESS, now=now)


def send(ad: Ad, *, now: datetime = NOW, tracking: str = "") -> Shipment:
    return actions.mark_sent(actor=sponsor_of(ad), ad=ad, tracking=tracking, now=now)


def deadline(ad: Ad) -> datetime | None:
    return Ad.objects.values_list("deadline_at", flat=True).get(pk=ad.pk)


def end_of(day: date) -> datetime:
    """Return the midnight that ends a day in Auckland's summer."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def test_each_step_moves_the_drafts_to_the_end_of_a_day_in_the_influencers_zone() -> None:
    ad = product_ad()
    # Not sent: as if sent now, seven days under way, five days to work. It is the 23rd there.
    assert deadline(ad) == end_of(date(2026, 12, 5))
    give(ad, now=NOW + timedelta(days=1))
    assert deadline(ad) == end_of(date(2026, 12, 6))
    send(ad, now=NOW + timedelta(days=2))
    assert deadline(ad) == end_of(date(2026, 12, 7))
    arrival = datetime(2026, 12, 1, 10, 59, 59, tzinfo=UTC)  # a second before midnight there
    actions.mark_received(actor=ad.influencer.user, ad=ad, now=arrival)
    assert deadline(ad) == end_of(date(2026, 12, 6))


def test_a_parcel_that_arrives_a_second_later_moves_them_a_day() -> None:
    ad = product_ad()
    actions.mark_received(
        actor=ad.influencer.user, ad=ad, now=datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
    )
    assert deadline(ad) == end_of(date(2026, 12, 7))


def test_an_early_parcel_never_brings_the_work_before_its_due_date() -> None:
    ad = product_ad()
    actions.mark_received(actor=ad.influencer.user, ad=ad, now=NOW)
    due = ad.deliverables.get().due_date
    assert deadline(ad) == end_of(due)


def test_while_the_sponsor_does_not_send_the_work_is_postponed_not_overdue() -> None:
    ad = product_ad()
    give(ad)
    for _ in range(2):
        passed = deadline(ad)
        actions.run_deadlines(now=passed)
        ad.refresh_from_db()
        # It is midnight there: a day has just begun, and counts as the day it is sent.
        assert ad.overdue_at is None
        assert ad.deadline_at == passed + timedelta(days=13)
        assert ad.sponsor_acts_by == ad.deadline_at
    body = Message.objects.filter(thread=ad.thread).last().body
    assert body == (
        "The product has not been sent, so the drafts are due later.\n"
        "The drafts are due by Thursday 31 December 2026."
    )


def test_without_an_address_the_work_is_overdue_and_an_address_does_not_undo_that() -> None:
    ad = product_ad()
    passed = deadline(ad)
    actions.run_deadlines(now=passed)
    ad.refresh_from_db()
    assert ad.overdue_at == passed
    give(ad, now=passed + timedelta(hours=20))
    ad.refresh_from_db()
    assert (ad.overdue_at, ad.deadline_at) == (passed, passed)
    send(ad, now=passed + timedelta(hours=21))
    ad.refresh_from_db()
    assert ad.overdue_at is None
    assert ad.deadline_at > passed


def test_sending_back_moves_no_date_and_is_possible_after_the_end() -> None:
    ad = product_ad(State.APPROVED, product_is_returned=True)
    give(ad)
    send(ad)
    before = deadline(ad)
    influencer = ad.influencer.user
    with pytest.raises(Refused, match="received first"):
        actions.mark_returned(actor=influencer, ad=ad, now=NOW)
    actions.mark_received(actor=influencer, ad=ad, now=NOW)
    assert deadline(ad) == before
    Ad.objects.filter(pk=ad.pk).update(
        state=State.COMPLETED, deadline_at=None, influencer_acts_by=None, ended_at=NOW
    )
    shipment = actions.mark_returned(actor=influencer, ad=ad, now=NOW)
    assert shipment.returned_at == NOW
    with pytest.raises(Refused, match="returned already"):
        actions.mark_returned(actor=influencer, ad=ad, now=NOW)


def test_what_is_kept_is_not_sent_back() -> None:
    ad = product_ad()
    actions.mark_received(actor=ad.influencer.user, ad=ad, now=NOW)
    with pytest.raises(Refused, match="yours to keep"):
        actions.mark_returned(actor=ad.influencer.user, ad=ad, now=NOW)


def test_the_address_comes_after_acceptance_and_the_parcel_after_the_money() -> None:
    offered = make_ad(State.OFFERED, terms=make_terms(product_name="Shoes"))
    with pytest.raises(Refused, match="name no product"):
        actions.give_address(actor=offered.influencer.user, ad=offered, address=ADDRESS)
    ad = product_ad(State.ACCEPTED)
    give(ad)
    with pytest.raises(Refused, match="Pay into escrow first"):
        send(ad)
    assert Shipment.objects.get().sent_at is None


def test_steps_go_one_way_and_are_taken_once() -> None:
    ad = product_ad()
    with pytest.raises(Refused, match="where to send it"):
        send(ad)
    with pytest.raises(Refused, match="as it goes on the parcel"):
        actions.give_address(actor=ad.influencer.user, ad=ad, address=" \n ", now=NOW)
    give(ad)
    send(ad, tracking=" RR123 ")
    assert Shipment.objects.get().tracking == "RR123"
    for again in (lambda: send(ad), lambda: give(ad)):
        with pytest.raises(Refused, match="already"):
            again()
    actions.mark_received(actor=ad.influencer.user, ad=ad, now=NOW)
    with pytest.raises(Refused, match="received already"):
        actions.mark_received(actor=ad.influencer.user, ad=ad, now=NOW)
    events = list(ad.events.values_list("transition", flat=True))[-3:]
    assert events == ["address_given", "product_sent", "product_received"]


def test_each_side_takes_its_own_steps() -> None:
    ad = product_ad()
    sponsor, influencer, stranger = sponsor_of(ad), ad.influencer.user, make_influencer().user
    for actor, act in (
        (sponsor, lambda u: actions.give_address(actor=u, ad=ad, address=ADDRESS)),
        (influencer, lambda u: actions.mark_sent(actor=u, ad=ad)),
        (sponsor, lambda u: actions.mark_received(actor=u, ad=ad)),
        (sponsor, lambda u: actions.mark_returned(actor=u, ad=ad)),
        (stranger, lambda u: actions.give_address(actor=u, ad=ad, address=ADDRESS)),
    ):
        with pytest.raises(Refused, match="Only the|not a party"):
            act(actor)
    assert not Shipment.objects.exists()


def test_the_address_is_in_no_mail_notice_or_message_and_gone_after_the_end() -> None:
    ad = product_ad()
    give(ad)
    told = [
        *Message.objects.values_list("body", flat=True),
        *OutboxMail.objects.values_list("text", flat=True),
        *OutboxMail.objects.values_list("html", flat=True),
        *ad.events.values_list("reason", flat=True),
    ]
    assert told
    assert not [text for text in told if "Harbour" in text]
    hand_in(ad, now=NOW)
    sponsor = sponsor_of(ad)
    actions.approve_work(actor=sponsor, ad=ad, now=NOW)
    actions.propose_cancellation(actor=sponsor, ad=ad, reason="Sold out", now=NOW)
    proposal = ad.proposals.get()
    actions.accept_proposal(actor=ad.influencer.user, proposal=proposal, now=NOW)
    assert Shipment.objects.get().address == ""


def test_an_address_of_a_product_that_was_taken_out_is_forgotten_as_well() -> None:
    ad = product_ad(State.ACCEPTED)
    give(ad)
    Ad.objects.filter(pk=ad.pk).update(terms=ad.terms | {"product_name": ""})
    actions.cancel_ad(actor=sponsor_of(ad), ad=ad, now=NOW)
    assert Shipment.objects.get().address == ""


def test_a_mail_about_a_step_names_the_date_it_moved() -> None:
    ad = product_ad()
    give(ad)
    send(ad, tracking="RR123", now=NOW + timedelta(days=1))
    event = ad.events.last()
    assert event.reason == "Tracking: RR123. The drafts are due by Sunday 6 December 2026."
    mail = OutboxMail.objects.filter(to=ad.influencer.user.email).order_by("-pk").first()
    assert "The drafts are due by Sunday 6 December 2026." in mail.text
