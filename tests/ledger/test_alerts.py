"""What moderators are told of payments that were taken back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from payments import PaymentStatus

from accounts.models import User
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import actions
from marketplace.ledger.models import Hold
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import make_debt, make_deposit, make_escrow

pytestmark = pytest.mark.django_db


def alerts() -> list[tuple[str, str]]:
    """Return to whom mails about debts went, and their texts."""
    mails = OutboxMail.objects.filter(kind="debt_arose").order_by("pk")
    return [(mail.to, mail.text) for mail in mails]


def test_moderators_hear_of_a_debt_and_of_what_can_still_be_frozen() -> None:
    moderator = make_moderator()
    sponsor = make_user(email="s@example.com", role=User.Role.SPONSOR)
    deposit = make_deposit(sponsor, 50_000)
    deposit.change_status(PaymentStatus.CONFIRMED)
    escrow = actions.open_escrow()
    actions.fund_escrow(
        payer=sponsor, escrow=escrow, amount_minor=30_000, reference=f"test:{uuid4()}:fund"
    )
    actions.release_escrow(
        escrow=escrow,
        payer=sponsor,
        payee=make_user(role=User.Role.INFLUENCER),
        gross_minor=30_000,
        fee_bps=1000,
        reference=f"test:{uuid4()}:release",
        clears_at=timezone.now(),
    )
    for _ in range(2):
        actions.charge_back_deposit(deposit_id=deposit.pk)
    [(to, text)] = alerts()
    assert to == moderator.email
    assert "$500.00 that this user had paid in was taken back" in text
    assert "With anything owed before, $300.00 is missing here in all." in text
    assert "$270.00 that this user’s ads have paid to others has not cleared yet" in text


def test_an_earlier_debt_is_part_of_a_total() -> None:
    make_moderator()
    user = make_user()
    deposits = [make_deposit(user, amount) for amount in (10_000, 2_000)]
    for deposit in deposits:
        deposit.change_status(PaymentStatus.CONFIRMED)
    actions.fund_escrow(
        payer=user,
        escrow=actions.open_escrow(),
        amount_minor=12_000,
        reference=f"test:{uuid4()}:fund",
    )
    for deposit in deposits:
        actions.charge_back_deposit(deposit_id=deposit.pk)
    text = alerts()[-1][1]
    assert (
        "$20.00 that this user had paid in was taken back. With anything owed before, $120.00 is "
        "missing here in all."
    ) in text


def release_from(payer: User, amount_minor: int) -> Hold:
    return actions.release_escrow(
        escrow=make_escrow(amount_minor, payer=payer),
        payer=payer,
        payee=make_user(role=User.Role.INFLUENCER),
        gross_minor=amount_minor,
        fee_bps=0,
        reference=f"test:{uuid4()}:release",
        clears_at=timezone.now() + timedelta(days=3),
    )


def test_the_link_opens_what_this_users_ads_have_paid_and_no_more(client: Client) -> None:
    client.force_login(make_moderator())
    thief, other = make_user(role=User.Role.SPONSOR), make_user(role=User.Role.SPONSOR)
    waiting = [release_from(thief, 5_000), release_from(thief, 6_000)]
    actions.reverse_release(hold=release_from(thief, 7_000))
    actions.clear_hold(
        hold_id=release_from(thief, 8_000).pk, now=timezone.now() + timedelta(days=4)
    )
    release_from(other, 9_000)
    make_debt(thief, 20_000)
    mail = OutboxMail.objects.get(kind="debt_arose")
    assert "$110.00 that this user’s ads have paid to others has not cleared yet." in mail.text
    (link,) = re.findall(r"/admin/ledger/hold/\S+", mail.text)
    assert escape(link) in mail.html
    page = client.get(link)
    assert list(page.context["cl"].result_list) == waiting[::-1]
    assert thief.email in page.content.decode()


@pytest.mark.parametrize("payer", ["0", "x", "-1", "9" * 30, ""])
def test_holds_paid_by_nobody_are_none(client: Client, payer: str) -> None:
    client.force_login(make_moderator())
    release_from(make_user(role=User.Role.SPONSOR), 5_000)
    page = client.get(reverse("admin:ledger_hold_changelist"), {"payer": payer})
    assert (page.status_code, page.context["cl"].result_count) == (200, 0)


def test_a_payment_taken_back_that_was_still_there_alarms_nobody() -> None:
    make_moderator()
    deposit = make_deposit(make_user(), 50_000)
    deposit.change_status(PaymentStatus.CONFIRMED)
    actions.charge_back_deposit(deposit_id=deposit.pk)
    assert alerts() == []
