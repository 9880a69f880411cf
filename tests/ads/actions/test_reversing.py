"""Bringing back what an ad has paid."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.models import Account
from tests.ledger.stories import ask_for, clear, earn, meet, reverse, withdraw

pytestmark = pytest.mark.django_db


def accounts_locked_by(queries: CaptureQueriesContext) -> list[set[int]]:
    """Return the accounts that each locking statement among `queries` named, by pk."""
    asked = [query["sql"].strip().removesuffix(" FOR NO KEY UPDATE") for query in queries]
    locking = [sql for sql in asked if sql.startswith("SELECT id, kind, user_id, balance_minor")]
    found = []
    for sql in locking:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            found.append({row[0] for row in cursor.fetchall()})
    return found


@pytest.mark.parametrize("is_cleared", [False, True])
def test_every_account_it_moves_money_between_is_locked_in_one_go(is_cleared: bool) -> None:
    """One after the other could cross an ad of the same two that completes meanwhile."""
    cast = meet()
    ad = earn(cast, 10_000)
    if is_cleared:
        clear()
        earn(cast, 5_000)
        ask_for(cast.influencer, 9_000)
    with CaptureQueriesContext(connection) as queries:
        reverse(cast, ad)
    first, *later = accounts_locked_by(queries)
    assert set().union(*later) - first == set()
    assert Account.objects.of_user(cast.sponsor).get(kind="wallet").pk in first


def told(user: User) -> str:
    """Return the last mail about a decision that the user got, on one line."""
    mail = OutboxMail.objects.filter(to=user.email, kind="ad_decided").latest("pk")
    return " ".join(mail.text.split())


def noticed(user: User) -> str:
    return user.notifications.latest("pk").text


ORDER = (
    "That takes $450.00 from you, your part of it after the fee: first from what was on hold, then "
    "from your wallet, then from withdrawals that were not being paid yet."
)


def test_the_influencer_reads_what_it_costs() -> None:
    cast = meet()
    ad = earn(cast, 50_000)
    reverse(cast, ad)
    assert f"{ORDER} It was enough, so you owe nothing." in told(cast.influencer)
    assert noticed(cast.influencer) == (
        f"{ad.title}: A moderator reversed the payment: $500.00 went back to "
        f"{ad.campaign.sponsor}. That takes $450.00 from you."
    )


def test_the_influencer_reads_what_is_owed_then_and_what_that_means() -> None:
    cast = meet()
    ad = earn(cast, 50_000)
    clear()
    withdraw(cast, cast.influencer, 40_000)
    reverse(cast, ad)
    assert (
        f"{ORDER} You now owe $400.00 in all. Whatever comes into your wallet pays it first. Until "
        "then you cannot withdraw."
    ) in told(cast.influencer)
    assert noticed(cast.influencer).endswith("That takes $450.00 from you. You now owe $400.00.")


def test_the_sponsor_reads_nothing_of_what_the_influencer_has_or_owes() -> None:
    cast = meet()
    ad = earn(cast, 50_000)
    clear()
    withdraw(cast, cast.influencer, 40_000)
    reverse(cast, ad)
    texts = [told(cast.sponsor), noticed(cast.sponsor), *(m.body for m in ad.thread.messages.all())]
    texts += [str(event.data) for event in ad.events.all()]
    assert [text for text in texts if "450" in text or "400.00" in text or "40000" in text] == []
