"""What the clock does, and that it does it once."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from ads import actions
from ads.models import Ad
from ads.workflow import State
from campaigns.actions import close_campaign
from marketplace.kernel.errors import Refused
from marketplace.ledger.laws import check_all
from tests.factories.ads import make_ad

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "then", "transition"),
    [
        ("offered", "expired", "expire"),
        ("countered", "expired", "expire"),
        ("accepted", "cancelled", "cancel"),
        ("in_review", "approved", "approve"),
        ("posted", "completed", "complete"),
    ],
)
def test_silence_ends_a_state_at_its_deadline_and_not_before(
    state: str, then: str, transition: str
) -> None:
    ad = make_ad(state, now=NOW)
    assert ad.deadline_at is not None
    assert actions.run_deadlines(now=ad.deadline_at - SECOND) == 0
    assert actions.run_deadlines(now=ad.deadline_at) == 1
    assert actions.run_deadlines(now=ad.deadline_at) == 0
    ad.refresh_from_db()
    last = ad.events.last()
    assert last is not None
    assert (ad.state, last.transition, last.actor) == (then, transition, None)
    assert list(check_all()) == []


@pytest.mark.django_db
def test_a_passed_deadline_holds_before_the_sweep_has_carried_it_out() -> None:
    ad = make_ad(State.OFFERED, now=NOW)
    assert ad.deadline_at is not None
    with pytest.raises(Refused, match="deadline has passed"):
        actions.accept_offer(actor=ad.influencer.user, ad=ad, answering=1, now=ad.deadline_at)
    just_in_time = ad.deadline_at - SECOND
    done = actions.accept_offer(actor=ad.influencer.user, ad=ad, answering=1, now=just_in_time)
    assert done.state == "accepted"


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["active", "changes_requested", "approved"])
def test_late_work_is_marked_once_and_stays_where_it_is(state: str) -> None:
    ad = make_ad(state, now=NOW)
    assert ad.deadline_at is not None
    deadline = ad.deadline_at
    assert actions.run_deadlines(now=deadline) == 1
    assert actions.run_deadlines(now=deadline + SECOND) == 0
    ad.refresh_from_db()
    assert (ad.state, ad.overdue_at, ad.deadline_at) == (state, deadline, deadline)
    assert ad.events.filter(transition="overdue").count() == 1


@pytest.mark.django_db
def test_closing_a_campaign_withdraws_its_open_offers_whoever_made_them() -> None:
    offered = make_ad(State.OFFERED)
    countered = make_ad(State.COUNTERED, campaign=offered.campaign)
    running = make_ad(State.ACTIVE, campaign=offered.campaign)
    close_campaign(actor=offered.campaign.sponsor.user, campaign=offered.campaign)
    states = [Ad.objects.get(pk=ad.pk).state for ad in (offered, countered, running)]
    assert states == ["withdrawn", "withdrawn", "active"]
    assert list(check_all()) == []


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_sixteen_answers_at_once_have_one_winner() -> None:
    ad = make_ad(State.OFFERED)
    gate = Barrier(16)
    outcomes: list[str] = []

    def answer(number: int) -> None:
        gate.wait()
        try:
            if number % 4 == 3:
                actions.withdraw_offer(actor=ad.campaign.sponsor.user, ad=ad)
            elif number % 2:
                actions.decline_offer(actor=ad.influencer.user, ad=ad, answering=1)
            else:
                actions.accept_offer(actor=ad.influencer.user, ad=ad, answering=1)
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=answer, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["refused"] * 15
    assert Ad.objects.get(pk=ad.pk).events.count() == 2
    assert list(check_all()) == []


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_side_by_side_complete_and_pay_once() -> None:
    ad = make_ad(State.POSTED, now=NOW)
    assert ad.deadline_at is not None
    deadline, gate, moved = ad.deadline_at, Barrier(4), []

    def sweep() -> None:
        gate.wait()
        moved.append(actions.run_deadlines(now=deadline))
        connection.close()

    threads = [Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(moved) == 1
    assert Ad.objects.get(pk=ad.pk).state == "completed"
    assert list(check_all()) == []
