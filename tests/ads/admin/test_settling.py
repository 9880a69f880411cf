"""Settling in the console: amounts before the decision, and once."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from ads.workflow import State
from marketplace.kernel.money import format_money
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Hold
from tests.ads.admin.disputes import disputed, logged, page_of, read, settlement
from tests.ads.views.visiting import fresh, messages_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "amounts", "state"),
    [
        (settlement(), ("$180.00", "$19.99", "$250.01"), "completed"),
        (
            settlement(decision="release", share_minor=""),
            ("$405.00", "$45.00", "$0.00"),
            "completed",
        ),
        (settlement(decision="refund", share_minor=""), ("$0.00", "$0.00", "$450.00"), "cancelled"),
    ],
)
def test_amounts_are_shown_before_anything_moves(
    console: Client, moderator: User, fields: dict[str, Any], amounts: tuple[str, ...], state: str
) -> None:
    found = disputed()
    url = page_of(found, "settle")
    assert "See who gets what" in read(console, url)
    response = console.post(url, fields)
    page = response.content.decode()
    for amount in amounts:
        assert f'<td class="amount">{amount}</td>' in page
    assert "Half was done." in page
    assert fresh(found.ad).state == State.DISPUTED
    back = console.post(url, fields | {"back": "Change it"}).content.decode()
    assert "Half was done." in back
    assert "See who gets what" in back
    response = console.post(url, fields | {"confirmed": "Settle it so"}, follow=True)
    assert response.redirect_chain == [(page_of(found), 302)]
    assert fresh(found.ad).state == state
    found.refresh_from_db()
    assert (found.settled_by, found.settlement_reason) == (moderator, "Half was done.")
    assert format_money(sum(hold.amount_minor for hold in Hold.objects.all())) == amounts[0]
    assert logged(found)[0].startswith("Settled: ")
    assert logged(found)[0].endswith("Half was done.")
    assert list(check_all()) == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"reason": " "}, "reason"),
        ({"decision": ""}, "decision"),
        ({"decision": "keep"}, "decision"),
        ({"share_minor": ""}, "share_minor"),
        ({"share_minor": "0"}, "share_minor"),
        ({"share_minor": "450"}, "share_minor"),
        ({"share_minor": "450.01"}, "share_minor"),
        ({"share_minor": "1.999"}, "share_minor"),
        ({"share_minor": "-1"}, "share_minor"),
        ({"decision": "refund"}, "share_minor"),
        ({"decision": "release", "share_minor": "450"}, "share_minor"),
    ],
)
def test_a_settlement_that_cannot_be_is_refused_at_its_field(
    console: Client, changes: dict[str, str], wrong: str
) -> None:
    found = disputed()
    fields = settlement(**changes) | {"confirmed": "yes"}
    response = console.post(page_of(found, "settle"), fields)
    assert list(response.context["form"].errors) == [wrong]
    assert fresh(found.ad).state == State.DISPUTED


def test_a_second_settlement_finds_the_dispute_ended(console: Client) -> None:
    found = disputed()
    fields = settlement() | {"confirmed": "yes"}
    console.post(page_of(found, "settle"), fields)
    again = console.post(page_of(found, "settle"), fields, follow=True)
    assert messages_of(again)[-1] == "This dispute has ended already."
    assert len(logged(found)) == 1
    page = read(console, page_of(found))
    assert "Settle it" not in page
    assert "$180.00" in page
