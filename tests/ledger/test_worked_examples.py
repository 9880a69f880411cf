"""The life of money as accounting stories, with every balance written out."""

from datetime import UTC, datetime, timedelta

import pytest
from payments import PaymentStatus

from accounts.models import User
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Account
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import make_deposit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def books() -> dict[str, int]:
    """Return every balance by kind and owner, and check that the laws hold."""
    assert list(laws.check_all()) == []
    return {
        f"{account.kind} {account.user}" if account.user else account.kind: account.balance_minor
        for account in Account.objects.select_related("user")
    }


def test_from_deposit_to_payout() -> None:
    sponsor = make_user(email="s@example.com", role=User.Role.SPONSOR)
    influencer = make_user(email="i@example.com", role=User.Role.INFLUENCER)

    make_deposit(sponsor, 100_000).change_status(PaymentStatus.CONFIRMED)
    assert books() == {"external": -100_000, "wallet s@example.com": 100_000}

    escrow = actions.open_escrow()
    actions.fund_escrow(
        payer=sponsor, escrow=escrow, amount_minor=45_005, reference="story:7:fund", now=NOW
    )
    assert books() == {
        "external": -100_000,
        "wallet s@example.com": 54_995,
        "escrow": 45_005,
    }

    # 10 % of 450.05 is 45.005: the half cent stays with the influencer.
    actions.release_escrow(
        escrow=escrow,
        payee=influencer,
        gross_minor=45_005,
        fee_bps=1000,
        reference="story:7:release",
        clears_at=NOW + timedelta(days=3),
        now=NOW,
    )
    assert books() == {
        "external": -100_000,
        "wallet s@example.com": 54_995,
        "escrow": 0,
        "fees": 4_500,
        "hold i@example.com": 40_505,
    }

    actions.clear_due_holds(now=NOW + timedelta(days=3))
    payout = actions.request_payout(
        actor=influencer,
        amount_minor=40_000,
        destination="Sample Person, 0000 1111",
        reference="payout:story",
    )
    assert books() == {
        "external": -100_000,
        "wallet s@example.com": 54_995,
        "escrow": 0,
        "fees": 4_500,
        "hold i@example.com": 0,
        "wallet i@example.com": 505,
        "payout i@example.com": 40_000,
    }

    actions.mark_payout_paid(actor=make_moderator(), payout=payout)
    assert books() == {
        "external": -60_000,
        "wallet s@example.com": 54_995,
        "escrow": 0,
        "fees": 4_500,
        "hold i@example.com": 0,
        "wallet i@example.com": 505,
        "payout i@example.com": 0,
    }


def test_an_overdue_ad_is_refunded_in_full_and_withdrawn() -> None:
    sponsor = make_user(email="s@example.com", role=User.Role.SPONSOR)
    make_deposit(sponsor, 45_000).change_status(PaymentStatus.CONFIRMED)
    escrow = actions.open_escrow()
    actions.fund_escrow(payer=sponsor, escrow=escrow, amount_minor=45_000, reference="story:8:fund")
    actions.refund_escrow(
        escrow=escrow, payer=sponsor, amount_minor=45_000, reference="story:8:refund"
    )
    assert books() == {"external": -45_000, "wallet s@example.com": 45_000, "escrow": 0}

    payout = actions.request_payout(
        actor=sponsor, amount_minor=45_000, destination="Sample Ltd, 0000", reference="payout:8"
    )
    actions.mark_payout_failed(actor=make_moderator(), payout=payout, reason="No such account")
    assert books() == {
        "external": -45_000,
        "wallet s@example.com": 45_000,
        "escrow": 0,
        "payout s@example.com": 0,
    }
