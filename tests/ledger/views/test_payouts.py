"""The list of withdrawals: what became of each."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from tests.factories.accounts import make_influencer, make_moderator
from tests.factories.ledger import fill_wallet, make_batched, make_method, make_payout

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    user = make_influencer().user
    fill_wallet(user, 10_000)
    make_method(user)
    client.force_login(user)
    return user


def test_the_list_tells_what_became_of_each(client: Client, user: User) -> None:
    moderator = make_moderator()
    assert "No withdrawals yet" in client.get("/wallet/payouts/").content.decode()
    failed, paid = make_batched(user, 3_000), make_batched(user, 4_000)
    actions.mark_payout_failed(actor=moderator, payout=failed, reason="No such account")
    actions.mark_payout_paid(actor=moderator, payout=paid)
    make_payout(make_influencer().user, 7_700)
    make_payout(user, 5_000)
    page = client.get("/wallet/payouts/").content.decode()
    for text in ("$30.00", "$40.00", "$50.00", "The reason: No such account", "Take back $50.00"):
        assert text in page
    assert "$77.00" not in page
    assert page.index("$50.00") < page.index("$40.00") < page.index("$30.00")


def test_the_list_is_paged(client: Client, user: User) -> None:
    for number in range(1, 22):
        make_payout(user, 2_000 + number)
    page = client.get("/wallet/payouts/")
    assert [len(page.context["page"]), page.context["page"].has_next] == [20, True]
    rest = client.get("/wallet/payouts/", {"after": page.context["page"].next_cursor})
    assert [payout.amount_minor for payout in rest.context["page"]] == [2_001]


def test_the_list_costs_the_same_with_one_and_with_three_rows(
    client: Client, user: User, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for many in (1, 2):
        for _ in range(many):
            make_payout(user)
        with django_assert_max_num_queries(6) as queries:
            client.get("/wallet/payouts/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_hold_that_has_passed_is_not_spoken_of(client: Client, user: User) -> None:
    asked_at = timezone.now() - timedelta(days=3)
    payout = actions.request_payout(
        actor=user,
        amount_minor=5_000,
        method=make_method(user),
        reference="payout:held",
        now=asked_at,
    )
    assert payout.not_before > payout.requested_at
    for path in ("/wallet/payouts/", "/wallet/"):
        page = client.get(path).content.decode()
        assert ("Take back $50.00" in page, "Not paid before" in page) == (True, False)
