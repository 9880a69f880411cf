"""The statement of a wallet: every transfer once, in order, with a balance that adds up."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from marketplace.exports import tables
from marketplace.ledger import actions
from marketplace.ledger.models import Account, AccountKind, Transfer, TransferKind
from tests.exports.reading import bytes_of, rows_of, table_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.exports import make_export
from tests.factories.ledger import fill_wallet, make_payout

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("work_dir")]


def pay_in(user: Any, amount_minor: int, at: datetime) -> None:
    actions.post_opening_balance(
        user=user, amount_minor=amount_minor, reference=f"opening:{uuid4()}", now=at
    )


def test_every_movement_stands_there_with_the_balance_after_it() -> None:
    ad = make_ad("completed")
    sponsor = ad.campaign.sponsor.user
    make_payout(sponsor, 3_000)
    rows = table_of(make_export(sponsor))
    told = [(row["What"], row["For"], row["Amount"], row["Balance"]) for row in rows]
    assert [(what, amount, balance) for what, _, amount, balance in told] == [
        ("Opening balance", "450.00", "450.00"),
        ("Moved into escrow", "-450.00", "0.00"),
        ("Opening balance", "30.00", "30.00"),
        ("Withdrawal", "-30.00", "0.00"),
    ]
    assert [subject for _, subject, _, _ in told][1] == ad.title
    assert {row["Currency"] for row in rows} == {"USD"}
    numbers = [int(row["Number"]) for row in rows]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_batches_of_any_size_tell_the_same(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    user = make_influencer().user
    for amount in (100, 200, 300, 400, 500):
        fill_wallet(user, amount)
        # What went out comes in lumps: sides of the wallet end at different places.
        if amount in (200, 500):
            actions.fund_escrow(
                payer=user, escrow=actions.open_escrow(), amount_minor=50, reference=f"x:{amount}"
            )
            fill_wallet(make_influencer().user, 900)
    monkeypatch.setattr(tables, "BATCH", size)
    rows = table_of(make_export(user))
    wallet = Account.objects.of_user(user).of_kind(AccountKind.WALLET).get()
    wanted = list(Transfer.objects.touching(wallet).order_by("pk").values_list("pk", flat=True))
    assert [int(row["Number"]) for row in rows] == wanted
    assert [row["Balance"] for row in rows] == [
        "1.00",
        "3.00",
        "2.50",
        "5.50",
        "9.50",
        "14.50",
        "14.00",
    ]


def test_days_are_the_askers_and_both_are_included() -> None:
    user = make_influencer().user
    user.time_zone = "America/New_York"
    user.save()
    for number, moment in enumerate(
        [
            datetime(2026, 3, 8, 4, 59, 59, tzinfo=UTC),  # 7 March, a second before midnight
            datetime(2026, 3, 8, 5, 0, tzinfo=UTC),  # the day that has 23 hours begins
            datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC),  # and ends
            datetime(2026, 3, 9, 4, 0, tzinfo=UTC),
        ],
        start=1,
    ):
        pay_in(user, number * 100, moment)
    day = date(2026, 3, 8)
    rows = table_of(make_export(user, start_date=day, end_date=day))
    assert [(row["Time"], row["Balance"]) for row in rows] == [
        ("2026-03-08T00:00:00-05:00", "3.00"),
        ("2026-03-08T23:59:59-04:00", "6.00"),
    ]
    until = table_of(make_export(user, end_date=date(2026, 3, 7)))
    since = table_of(make_export(user, start_date=date(2026, 3, 9)))
    assert [row["Balance"] for row in until] == ["1.00"]
    assert [row["Balance"] for row in since] == ["10.00"]


@pytest.mark.parametrize("has_wallet", [False, True])
def test_without_a_movement_there_are_headings_alone(*, has_wallet: bool) -> None:
    user = make_influencer().user
    if has_wallet:
        actions.wallet_for(user)
    job = make_export(user)
    assert rows_of(bytes_of(job)) == [
        ["Number", "Time", "What", "For", "Amount", "Balance", "Currency"]
    ]
    assert (job.rows_done, job.rows_total) == (0, 0)


def test_nobody_elses_money_is_in_it() -> None:
    fill_wallet(make_sponsor().user, 700)
    user = make_sponsor().user
    fill_wallet(user, 100)
    assert [row["Amount"] for row in table_of(make_export(user))] == ["1.00"]


def test_what_a_reversal_takes_back_is_said() -> None:
    assert make_moderator()
    user = make_influencer().user
    fill_wallet(user, 100)
    opening = Transfer.objects.get(kind=TransferKind.OPENING)
    wallet, world = opening.credit_account, opening.debit_account
    Transfer.objects.create(
        debit_account=wallet,
        credit_account=world,
        amount_minor=100,
        kind=TransferKind.OPENING,
        reference="back",
        reversal_of=opening,
    )
    assert [row["What"] for row in table_of(make_export(user))] == [
        "Opening balance",
        "Opening balance, taken back",
    ]
