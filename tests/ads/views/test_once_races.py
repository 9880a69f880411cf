"""One form about an ad's money sent from many windows at the same moment."""

from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import constants
from django.db import connection
from django.test import Client
from django.utils import timezone

from ads.models import Ad
from ads.workflow import Side, State
from marketplace.ledger import laws
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.models import IdempotencyKey
from marketplace.ledger.once import Answer, once
from tests.ads.actions.proposals.proposing import cancel
from tests.ads.views.proposing import answer_url
from tests.ads.views.test_moves import fields_for, ready
from tests.ads.views.visiting import client_of, fresh, told, url_of
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(ad: Ad, side: Side, url: str, fields: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Send one form from sixteen windows at the same moment; return what each is told."""
    clients = [client_of(ad.user_of(side)) for _ in range(16)]
    gate, answers = Barrier(len(clients)), []

    def run(client: Client) -> None:
        try:
            gate.wait()
            answers.append(told(client.post(url, fields, follow=True)))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def check_told_alike(answers: list[tuple[Any, ...]], ad: Ad, words: str, *, events: int) -> None:
    """All sixteen are told that it is done, and it was done once."""
    assert answers == [([(constants.SUCCESS, words)], [(url_of(ad), 302)])] * 16
    assert ad.events.count() == events + 1
    assert IdempotencyKey.objects.count() == 1
    assert list(laws.check_all()) == []


def test_sixteen_windows_that_pay_at_once_pay_once_and_all_read_so() -> None:
    ad, side = ready("fund")
    events = ad.events.count()
    answers = at_once(ad, side, url_of(ad, "fund"), {"form_key": str(uuid4())})
    words = f"$450.00 is held in escrow. {ad.influencer.display_name} can start."
    check_told_alike(answers, ad, words, events=events)
    assert wallet_for(ad.user_of(side)).balance_minor == 0


@pytest.mark.postgres_only
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("send", "{influencer} has your offer of $450.00."),
        ("accept", "Agreed at $450.00. {sponsor} pays it into escrow next."),
        ("counter", "{sponsor} has your counter-offer."),
        ("complete", "$405.00 is on its way to {influencer}."),
    ],
)
def test_sixteen_windows_that_move_an_ad_at_once_move_it_once(name: str, words: str) -> None:
    ad, side = ready(name)
    events = ad.events.count()
    fields = fields_for(name, ad) | {"form_key": str(uuid4())}
    answers = at_once(ad, side, url_of(ad, name), fields)
    names = {
        "influencer": ad.influencer.display_name,
        "sponsor": ad.campaign.sponsor.display_name,
    }
    check_told_alike(answers, ad, words.format(**names), events=events)


@pytest.mark.postgres_only
def test_sixteen_windows_without_the_money_are_all_led_to_the_deposit() -> None:
    """Whoever waits for one that is refused carries the form out itself."""
    ad = make_ad(State.ACCEPTED)
    fields = {"form_key": str(uuid4())}
    answers = at_once(ad, Side.SPONSOR, url_of(ad, "fund"), fields)
    assert {chain[0][0].partition("&")[0] for _, chain in answers} == {
        "/wallet/deposit/?amount_minor=45000"
    }
    assert (len(answers), IdempotencyKey.objects.count()) == (16, 0)


@pytest.mark.postgres_only
def test_an_agreed_end_accepted_in_sixteen_windows_pays_each_side_once() -> None:
    ad = make_ad(State.ACTIVE)
    proposal = cancel(ad, Side.SPONSOR, timezone.now())
    events = ad.events.count()
    fields = {"form_key": str(uuid4())}
    answers = at_once(ad, Side.INFLUENCER, answer_url(proposal, "accept"), fields)
    words = f"You and {ad.campaign.sponsor.display_name} agree."
    check_told_alike(answers, ad, words, events=events)
    assert fresh(ad).state == State.CANCELLED


@pytest.mark.postgres_only
def test_who_waits_too_long_for_the_first_window_is_asked_to_send_it_again() -> None:
    ad, side = ready("fund")
    sponsor, key = ad.user_of(side), uuid4()
    client, url = client_of(sponsor), url_of(ad, "fund")
    client.raise_request_exception = False
    is_written, may_end = Barrier(2), Barrier(2)

    def first_window() -> None:
        """Stop between the key and the payment."""

        def stop() -> Answer:
            is_written.wait()
            may_end.wait()
            raise ZeroDivisionError

        try:
            with pytest.raises(ZeroDivisionError):
                once(user=sponsor, key=key, asked="x", run=stop)
        finally:
            connection.close()

    thread = Thread(target=first_window)
    thread.start()
    is_written.wait()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
        busy = client.post(url, {"form_key": str(key)})
        cursor.execute("RESET lock_timeout")
    may_end.wait()
    thread.join()
    assert (busy.status_code, busy["Retry-After"]) == (503, "60")
    assert fresh(ad).state == State.ACCEPTED
    assert client.post(url, {"form_key": str(key)}).status_code == 302
    assert fresh(ad).state == State.ACTIVE
