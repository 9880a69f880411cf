"""Disputes: what stands still, who may say what, how they end, and what that moves."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ads import actions
from ads.models import Attachment, Dispute, Proposal, Statement
from ads.terms import OfferTerms
from ads.workflow import RUNNING, Side, State
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.laws import check_all
from marketplace.notifications.models import Notification
from tests.ads.actions.disputing import (
    NOW,
    SECOND,
    WEEK,
    committed,
    disputed,
    escrow,
    fresh,
    opened,
)
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import PRICE_MINOR, dispute, make_ad
from tests.factories.files import picture_bytes, upload
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db


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
            lambda user: actions.settle_dispute(
                actor=user, ad=ad, share_minor=0, reason="Mine", now=NOW
            ),
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


def test_the_longest_statement_is_kept_in_full_and_cut_in_the_timeline() -> None:
    ad, text = disputed(), "x" * 5000
    statement = actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text=text, now=NOW)
    line = ad.thread.messages.latest("pk") if ad.thread else None
    assert line is not None
    assert (statement.text, len(line.body), line.body[-2:]) == (text, 5000, "x…")


def test_a_statement_sent_twice_is_one_statement(media_dir: Path) -> None:
    ad = disputed()
    influencer = ad.user_of(Side.INFLUENCER)

    def say(text: str, **more: Any) -> Statement:
        return actions.add_statement(actor=influencer, ad=ad, text=text, now=NOW, **more)

    first = say(
        "I am ill.", files=[upload("proof.png", picture_bytes())], links=["https://example.com/v"]
    )
    again = say(
        " I am ill. ", files=[upload("proof.png", picture_bytes())], links=["https://example.com/v"]
    )
    other_evidence = say("I am ill.", links=["https://example.com/w"])
    assert first == again != other_evidence
    assert opened(ad).statements.count() == 3  # with what the dispute was opened with


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
