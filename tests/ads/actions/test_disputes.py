"""Disputes: what stands still, who may say what, how they end, and what that moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ads import actions
from ads.models import Ad, Attachment, Dispute, LiveCheck, Proposal, Statement
from ads.terms import OfferTerms
from ads.workflow import RUNNING, Side, State
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Hold, Transfer
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import PRICE_MINOR, dispute, make_ad
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WEEK = timedelta(days=7)


def fresh(ad: Ad) -> Ad:
    return Ad.objects.get(pk=ad.pk)


def disputed(state: State = State.ACTIVE, **fields: Any) -> Ad:
    ad = make_ad(state, now=NOW, **fields)
    dispute(ad, now=NOW)
    return fresh(ad)


def escrow(ad: Ad) -> int:
    account = fresh(ad).escrow_account
    assert account is not None
    return account.balance_minor


def committed(ad: Ad) -> int:
    return Campaign.objects.get(pk=ad.campaign_id).committed_minor


def opened(ad: Ad) -> Dispute:
    return Dispute.objects.get(ad=ad)


# Opening


@pytest.mark.parametrize("state", sorted(RUNNING))
@pytest.mark.parametrize("who", ["sponsor", "influencer", "moderator"])
def test_a_dispute_stops_running_work_and_asks_the_other_side(state: State, who: str) -> None:
    ad = make_ad(state, now=NOW)
    actor = make_moderator() if who == "moderator" else ad.user_of(Side(who))
    actions.open_dispute(actor=actor, ad=ad, reason="other", text=" It stopped. ", now=NOW)
    ad = fresh(ad)
    asked = {side for side in Side if ad.acts_by(side) == NOW + WEEK}
    assert (ad.state, ad.deadline_at, ad.overdue_at) == ("disputed", NOW + WEEK, None)
    assert asked == {side for side in Side if side != who}
    assert escrow(ad) == PRICE_MINOR
    assert (opened(ad).from_state, opened(ad).opened_by) == (state, who)
    said = Statement.objects.get()
    assert (said.side, said.text, said.actor) == (who, "It stopped.", actor)
    assert list(check_all()) == []


@pytest.mark.parametrize("state", [s for s in State if s not in RUNNING])
def test_only_running_work_is_disputed(state: State) -> None:
    ad = make_ad(state, now=NOW)
    with pytest.raises(Refused, match="moved on"):
        dispute(ad, now=NOW)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"reason": "spite"}, "reason"), ({"text": " \n"}, "text")],
)
def test_a_dispute_says_what_it_is_about(fields: dict[str, str], field: str) -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    good = {"reason": "other", "text": "Nothing came."}
    with pytest.raises(Refused) as refusal:
        actions.open_dispute(actor=ad.user_of(Side.SPONSOR), ad=ad, now=NOW, **(good | fields))
    assert refusal.value.field == field
    assert (fresh(ad).state, Dispute.objects.count()) == ("active", 0)


def test_strangers_open_and_say_nothing() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    strangers = (make_sponsor().user, make_influencer().user, make_moderator(is_active=False))
    for stranger in strangers:
        with pytest.raises(Refused, match="not a party"):
            actions.open_dispute(actor=stranger, ad=ad, reason="other", text="Mine", now=NOW)
    dispute(ad, now=NOW)
    for stranger in strangers:
        for act in (
            lambda user: actions.add_statement(actor=user, ad=ad, text="Mine", now=NOW),
            lambda user: actions.withdraw_dispute(actor=user, ad=ad, now=NOW),
            lambda user: settle(ad, 0, actor=user),
        ):
            with pytest.raises(Refused, match="not a party"):
                act(stranger)
    assert Statement.objects.count() == 1


def test_an_open_proposal_lapses_and_what_it_held_goes_back() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    sponsor = ad.user_of(Side.SPONSOR)
    fill_wallet(sponsor, 5_000)
    terms = OfferTerms.from_frozen(fresh(ad).terms_in_force)
    actions.propose_amendment(
        actor=sponsor,
        ad=ad,
        terms=replace(terms, price_minor=PRICE_MINOR + 5_000),
        reason="A second cut.",
        now=NOW,
    )
    assert (escrow(ad), committed(ad), wallet_for(sponsor).balance_minor) == (50_000, 50_000, 0)
    dispute(ad, now=NOW)
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.held_minor) == ("lapsed", 0)
    assert escrow(ad) == committed(ad) == PRICE_MINOR
    assert wallet_for(sponsor).balance_minor == 5_000
    assert list(check_all()) == []
    with pytest.raises(Refused, match="on its way"):
        actions.propose_cancellation(actor=sponsor, ad=ad, reason="Enough", now=NOW)


def test_evidence_goes_with_the_statement() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    link = "https://video.example/cut"
    actions.open_dispute(
        actor=ad.user_of(Side.SPONSOR),
        ad=ad,
        reason="other",
        text="See for yourself.",
        links=[link],
        now=NOW,
    )
    kept = Attachment.objects.get()
    assert (kept.url, kept.statement, kept.ad) == (link, Statement.objects.get(), ad)
    broken = SimpleUploadedFile("evidence.pdf", b"no file at all")
    with pytest.raises(Refused):
        actions.add_statement(
            actor=ad.user_of(Side.INFLUENCER), ad=ad, text="No.", files=[broken], now=NOW
        )
    assert (Attachment.objects.count(), Statement.objects.count()) == (1, 1)


# Statements


def test_the_answer_ends_the_asking_and_more_may_be_said() -> None:
    ad = disputed()
    moderator = make_moderator()
    later = NOW + timedelta(hours=5)
    actions.add_statement(actor=ad.user_of(Side.SPONSOR), ad=ad, text="One thing more.", now=later)
    assert opened(ad).answered_at is None
    assert fresh(ad).turn is Side.INFLUENCER
    actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text="I am ill.", now=later)
    assert opened(ad).answered_at == later
    assert [fresh(ad).acts_by(side) for side in Side] == [None, None]
    actions.add_statement(actor=moderator, ad=ad, text="Since when?", now=later + SECOND)
    assert opened(ad).answered_at == later
    sides = list(Statement.objects.values_list("side", flat=True))
    assert sides == ["sponsor", "sponsor", "influencer", "moderator"]
    assert fresh(ad).state == "disputed"


def test_a_dispute_of_the_moderators_asks_both_sides() -> None:
    ad = make_ad(State.IN_REVIEW, now=NOW)
    moderator = make_moderator()
    actions.open_dispute(actor=moderator, ad=ad, reason="other", text="Explain.", now=NOW)
    actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text="I posted.", now=NOW)
    assert opened(ad).answered_at is None
    assert (fresh(ad).sponsor_acts_by, fresh(ad).influencer_acts_by) == (NOW + WEEK, None)
    actions.add_statement(actor=ad.user_of(Side.SPONSOR), ad=ad, text="She did.", now=NOW)
    assert opened(ad).answered_at == NOW


def test_statements_need_words_and_an_open_dispute() -> None:
    ad = disputed()
    sponsor = ad.user_of(Side.SPONSOR)
    with pytest.raises(Refused, match="in your words"):
        actions.add_statement(actor=sponsor, ad=ad, text=" ", now=NOW)
    actions.withdraw_dispute(actor=sponsor, ad=ad, now=NOW)
    with pytest.raises(Refused, match="no open dispute"):
        actions.add_statement(actor=sponsor, ad=ad, text="Still.", now=NOW)


def test_each_side_is_told_of_the_others_statement_and_not_of_its_own() -> None:
    ad = disputed()
    Notification.objects.all().delete()
    actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text="I am ill.", now=NOW)
    told = Notification.objects.filter(kind="ad_moved")
    assert [notice.user for notice in told] == [ad.user_of(Side.SPONSOR)]


# The clock


@pytest.mark.parametrize("state", sorted(RUNNING))
def test_no_timer_acts_during_a_dispute(state: State) -> None:
    ad = disputed(state)
    before = ad.events.count()
    actions.run_deadlines(now=NOW + WEEK - SECOND)
    assert (fresh(ad).state, ad.events.count()) == ("disputed", before)
    actions.run_deadlines(now=NOW + timedelta(days=60))
    assert fresh(ad).state == "disputed"
    assert escrow(ad) == PRICE_MINOR


def test_moderators_are_alerted_exactly_once_and_nothing_is_decided() -> None:
    ad = disputed()
    moderator, idle = make_moderator(), make_moderator(is_superuser=False)
    for _ in range(3):
        actions.run_deadlines(now=NOW + WEEK)
    actions.run_deadlines(now=NOW + 2 * WEEK)
    assert opened(ad).alerted_at == NOW + WEEK
    assert ad.events.filter(transition="alert").count() == 1
    notice = Notification.objects.get(kind="dispute_due")
    assert (notice.user, notice.url) == (
        moderator,
        f"/admin/ads/dispute/{opened(ad).pk}/change/",
    )
    mail = OutboxMail.objects.get(kind="dispute_waits")
    assert mail.to == moderator.email
    assert notice.url in mail.text
    assert not Notification.objects.filter(user=idle).exists()
    assert fresh(ad).state == "disputed"


def test_who_missed_the_deadline_may_still_answer() -> None:
    ad = disputed()
    actions.run_deadlines(now=NOW + WEEK)
    late = NOW + WEEK + timedelta(hours=1)
    actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text="Sorry.", now=late)
    assert opened(ad).answered_at == late


def test_the_last_answer_is_told_to_who_may_settle() -> None:
    ad, moderator = disputed(), make_moderator()
    actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text="I am ill.", now=NOW)
    actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text="Still.", now=NOW)
    notice = Notification.objects.get(kind="dispute_answered")
    assert notice.user == moderator
    assert OutboxMail.objects.filter(kind="dispute_waits", to=moderator.email).count() == 1


# Withdrawing


@pytest.mark.parametrize("state", sorted(RUNNING))
def test_withdrawing_gives_back_the_time_that_was_left_to_the_second(state: State) -> None:
    ad = make_ad(state, now=NOW)
    assert ad.deadline_at is not None
    began = NOW + timedelta(hours=7, seconds=11)
    left = ad.deadline_at - began
    dispute(ad, now=began)
    ended = began + timedelta(days=30, seconds=1)
    back = actions.withdraw_dispute(actor=ad.user_of(Side.SPONSOR), ad=ad, now=ended)
    assert (back.state, back.deadline_at) == (state, ended + left)
    assert back.overdue_at is None
    turn = back.turn
    assert turn is not None
    assert (back.acts_by(turn), back.acts_by(turn.other)) == (ended + left, None)
    assert opened(ad).state == "withdrawn"
    assert list(check_all()) == []


@pytest.mark.parametrize("state", [State.ACTIVE, State.CHANGES_REQUESTED, State.APPROVED])
def test_overdue_work_stays_as_overdue_as_it_was(state: State) -> None:
    ad = make_ad(state, now=NOW)
    assert ad.deadline_at is not None
    late = ad.deadline_at
    actions.run_deadlines(now=late)
    dispute(ad, now=late + timedelta(hours=20))
    assert not fresh(ad).is_overdue
    sponsor, ended = ad.user_of(Side.SPONSOR), late + timedelta(days=9)
    back = actions.withdraw_dispute(actor=sponsor, ad=ad, now=ended)
    assert back.overdue_at == ended - timedelta(hours=20)
    assert actions.run_deadlines(now=ended) == 0
    with pytest.raises(Refused, match="24 hours"):
        actions.cancel_overdue(actor=sponsor, ad=ad, now=ended + timedelta(hours=4) - SECOND)
    done = actions.cancel_overdue(actor=sponsor, ad=ad, now=ended + timedelta(hours=4))
    assert done.state == "cancelled"


def test_a_deadline_that_passed_unnoticed_is_noticed_after_the_dispute() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    assert ad.deadline_at is not None
    dispute(ad, now=ad.deadline_at + SECOND)
    ended = ad.deadline_at + WEEK
    actions.withdraw_dispute(actor=ad.user_of(Side.SPONSOR), ad=ad, now=ended)
    assert actions.run_deadlines(now=ended) == 1
    assert fresh(ad).is_overdue


def test_only_who_opened_a_dispute_withdraws_it() -> None:
    ad, moderator = disputed(), make_moderator()
    for other in (ad.user_of(Side.INFLUENCER), moderator):
        with pytest.raises(Refused, match="Only who opened"):
            actions.withdraw_dispute(actor=other, ad=ad, now=NOW)
    ours = make_ad(State.ACTIVE, now=NOW)
    actions.open_dispute(actor=moderator, ad=ours, reason="other", text="Explain.", now=NOW)
    for side in Side:
        with pytest.raises(Refused, match="Only who opened"):
            actions.withdraw_dispute(actor=ours.user_of(side), ad=ours, now=NOW)
    done = actions.withdraw_dispute(actor=make_moderator(), ad=ours, now=NOW)
    assert done.state == "active"


def test_work_can_be_disputed_again_after_a_withdrawal() -> None:
    ad = disputed(State.IN_REVIEW)
    sponsor = ad.user_of(Side.SPONSOR)
    actions.withdraw_dispute(actor=sponsor, ad=ad, now=NOW + SECOND)
    dispute(ad, now=NOW + 2 * SECOND)
    assert Dispute.objects.filter(ad=ad).count() == 2
    assert fresh(ad).state == "disputed"


# Settling


def settle(ad: Ad, share_minor: int, *, actor: Any = None, reason: str = "So it is.") -> Ad:
    return actions.settle_dispute(
        actor=actor or make_moderator(), ad=ad, share_minor=share_minor, reason=reason, now=NOW
    )


@pytest.mark.parametrize(
    ("share", "state", "net", "refund"),
    [
        (PRICE_MINOR, "completed", 40_500, 0),
        (0, "cancelled", 0, PRICE_MINOR),
        (20_000, "completed", 18_000, 25_000),
        (19_999, "completed", 18_000, 25_001),  # the fee is floor(1999.9)
        (1, "completed", 1, 44_999),  # floor(0.1) is no fee
        (PRICE_MINOR - 1, "completed", 40_500, 1),  # floor(4499.9)
    ],
)
def test_a_settlement_shares_out_the_escrow_to_the_cent(
    share: int, state: str, net: int, refund: int
) -> None:
    ad = disputed(State.APPROVED)
    done = settle(ad, share)
    assert (done.state, done.released_minor, escrow(ad)) == (state, share, 0)
    assert sum(hold.amount_minor for hold in Hold.objects.all()) == net
    assert wallet_for(ad.user_of(Side.SPONSOR)).balance_minor == refund
    assert (committed(ad), fresh(ad).committed_minor) == (share, share)
    assert (done.deadline_at, done.ended_at) == (None, NOW)
    assert [done.acts_by(side) for side in Side] == [None, None]
    assert list(check_all()) == []


def test_a_settlement_says_how_much_why_and_by_whom() -> None:
    ad, moderator = disputed(), make_moderator()
    settle(ad, 20_000, actor=moderator, reason=" Half was done. ")
    closed = opened(ad)
    assert (closed.state, closed.share_minor, closed.refund_minor) == ("settled", 20_000, 25_000)
    assert (closed.settled_by, closed.settlement_reason) == (moderator, "Half was done.")
    event = ad.events.last()
    assert event is not None
    assert (event.transition, event.reason) == ("settle", "Half was done.")
    for side in Side:
        notice = Notification.objects.filter(user=ad.user_of(side)).order_by("pk").last()
        assert notice is not None
        assert "A moderator settled the dispute: $200.00 of $450.00" in notice.text


@pytest.mark.parametrize("share", [-1, PRICE_MINOR + 1])
def test_a_share_outside_the_price_is_refused(share: int) -> None:
    ad = disputed()
    with pytest.raises(Refused, match="between zero and the price"):
        settle(ad, share)
    assert (fresh(ad).state, escrow(ad)) == ("disputed", PRICE_MINOR)


def test_a_settlement_gives_a_reason_and_comes_from_a_moderator() -> None:
    ad = disputed()
    with pytest.raises(Refused, match="reason"):
        settle(ad, 0, reason=" ")
    for side in Side:
        with pytest.raises(Refused, match="Only the moderator"):
            settle(ad, 0, actor=ad.user_of(side))
    assert opened(ad).is_open


def test_what_has_ended_is_not_settled_again() -> None:
    ad = disputed()
    settle(ad, 20_000)
    transfers = Transfer.objects.count()
    with pytest.raises(Refused, match="moved on"):
        settle(ad, 0)
    with pytest.raises(Refused, match="moved on"):
        actions.withdraw_dispute(actor=ad.user_of(Side.SPONSOR), ad=ad, now=NOW)
    assert Transfer.objects.count() == transfers


def test_posts_that_are_up_are_asked_about_after_a_settlement_that_pays_for_them() -> None:
    paid, unpaid = disputed(State.POSTED), disputed(State.POSTED)
    settle(paid, 1)
    settle(unpaid, 0)
    assert set(LiveCheck.objects.values_list("ad", flat=True)) == {paid.pk}


@pytest.mark.parametrize(
    ("share", "loser"),
    [
        (0, Side.INFLUENCER),
        (PRICE_MINOR, Side.SPONSOR),
        (PRICE_MINOR // 2, None),
        (PRICE_MINOR // 2 - 1, Side.INFLUENCER),
        (PRICE_MINOR // 2 + 1, Side.SPONSOR),
    ],
)
def test_who_gets_the_smaller_part_has_lost(share: int, loser: Side | None) -> None:
    ad = disputed()
    assert opened(ad).lost_by is None
    settle(ad, share)
    assert opened(ad).lost_by is loser


def test_the_price_in_force_is_what_is_shared_out() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    terms = OfferTerms.from_frozen(fresh(ad).terms_in_force)
    proposal = actions.propose_amendment(
        actor=ad.user_of(Side.INFLUENCER),
        ad=ad,
        terms=replace(terms, price_minor=30_000),
        reason="One scene less.",
        now=NOW,
    )
    actions.accept_proposal(actor=ad.user_of(Side.SPONSOR), proposal=proposal, now=NOW)
    dispute(ad, now=NOW)
    with pytest.raises(Refused, match=r"\$300\.00"):
        settle(ad, 30_001)
    settle(ad, 30_000)
    assert Hold.objects.get().amount_minor == 27_000
    assert list(check_all()) == []


# Many at once


def race(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run the calls in sixteen threads at once; return what was done, not what was refused."""
    gate, done = Barrier(16), []

    def run(number: int) -> None:
        gate.wait()
        try:
            done.append(calls[number % len(calls)]())
        except Refused:
            pass
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(check_all()) == []
    return done


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_sixteen_ends_of_a_dispute_at_once_have_one_winner() -> None:
    ad = make_ad(State.POSTED)
    dispute(ad)
    moderator, sponsor = make_moderator(), ad.user_of(Side.SPONSOR)
    winners = race(
        [
            lambda: actions.withdraw_dispute(actor=sponsor, ad=ad),
            lambda: actions.settle_dispute(actor=moderator, ad=ad, share_minor=0, reason="A"),
            lambda: actions.settle_dispute(actor=moderator, ad=ad, share_minor=9_999, reason="B"),
            lambda: actions.settle_dispute(actor=moderator, ad=ad, share_minor=45_000, reason="C"),
        ],
    )
    assert len(winners) == 1
    assert Dispute.objects.get().state in ("withdrawn", "settled")


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_answers_racing_a_settlement_are_in_before_it_or_refused() -> None:
    ad = make_ad(State.ACTIVE)
    dispute(ad)
    moderator, influencer = make_moderator(), ad.user_of(Side.INFLUENCER)
    done = race(
        [
            lambda: actions.add_statement(actor=influencer, ad=ad, text="I am ill."),
            lambda: actions.settle_dispute(actor=moderator, ad=ad, share_minor=1, reason="So."),
        ],
    )
    said = [result for result in done if isinstance(result, Statement)]
    assert len(done) == len(said) + 1
    assert Statement.objects.count() == len(said) + 1
    assert Dispute.objects.get().state == "settled"


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_sixteen_disputes_at_once_open_one_and_lapse_one_proposal() -> None:
    ad = make_ad(State.ACTIVE)
    sponsor, influencer = ad.user_of(Side.SPONSOR), ad.user_of(Side.INFLUENCER)
    actions.propose_cancellation(actor=sponsor, ad=ad, reason="Plans changed")
    proposal = Proposal.objects.get()
    winners = race(
        [
            lambda: dispute(ad),
            lambda: actions.open_dispute(actor=influencer, ad=ad, reason="other", text="Unfair."),
            lambda: actions.decline_proposal(actor=influencer, proposal=proposal),
            lambda: dispute(ad),
        ],
    )
    assert sum(isinstance(winner, Dispute) for winner in winners) == 1
    assert fresh(ad).state == "disputed"
    assert Proposal.objects.get().state in ("lapsed", "declined")
