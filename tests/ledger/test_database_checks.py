"""The CHECKs and unique keys of what the transfers are for, tried with raw SQL."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from payments import PaymentStatus

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Document, PayoutBatch
from tests.factories.accounts import make_user
from tests.factories.ledger import (
    fill_wallet,
    make_batched,
    make_deposit,
    make_hold,
    make_method,
    make_payout,
)
from tests.ledger.damage import TRIGGERS, drop_triggers, insert, sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


def credited(user: User) -> None:
    make_deposit(user, 500).change_status(PaymentStatus.CONFIRMED)


def held(user: User) -> None:
    make_hold(user, 500)


def with_iban(user: User) -> None:
    make_method(user, iban="DE89370400440532013000")


def cleared(user: User) -> None:
    actions.clear_hold(
        hold_id=make_hold(user, 500, clears_at=timezone.now()).pk, now=timezone.now()
    )


CASES: list[tuple[Callable[[User], object], str, str, str]] = [
    (credited, "deposit", "amount_minor = 0", "deposit_amount_positive"),
    (credited, "deposit", "status = 'waiting'", "deposit_credited_when_confirmed"),
    (credited, "deposit", "charged_back_minor = 500", "deposit_charged_back_within_amount"),
    (
        credited,
        "deposit",
        "charged_back_minor = 501, charged_back_at = created",
        "deposit_charged_back_within_amount",
    ),
    (
        credited,
        "deposit",
        "charged_back_minor = -1, charged_back_at = created",
        "deposit_charged_back_within_amount",
    ),
    (
        make_deposit,
        "deposit",
        "charged_back_minor = 1, charged_back_at = created",
        "deposit_charged_back_within_amount",
    ),
    (held, "hold", "amount_minor = 0", "hold_"),
    (held, "hold", "taken_minor = -1", "hold_taken_within_amount"),
    (held, "hold", "taken_minor = 501", "hold_taken_within_amount"),
    (held, "hold", "cleared_at = clears_at", "hold_cleared_by_transfer"),
    (held, "hold", "clearing_id = release_id", "hold_cleared_by_transfer"),
    (held, "hold", "frozen_at = clears_at", "hold_frozen_with_reason"),
    (held, "hold", "frozen_reason = 'Doubtful'", "hold_frozen_with_reason"),
    (cleared, "hold", "cleared_at = NULL", "hold_cleared_by_transfer"),
    (make_payout, "payout", "amount_minor = 0", "payout_amount_positive"),
    (make_payout, "payout", "state = 'in_batch'", "payout_paid_in_batch"),
    (make_payout, "payout", "state = 'paid'", "payout_settled_when_over"),
    (make_payout, "payout", "settled_at = requested_at", "payout_settled_when_over"),
    (make_payout, "payout", "not_before = '2020-01-01 00:00:00+00:00'", "payout_not_before"),
    (
        make_payout,
        "payout",
        "state = 'failed', settled_at = requested_at",
        "payout_failed_with_note",
    ),
    (make_batched, "payout", "state = 'requested'", "payout_unpaid_in_no_batch"),
    (make_batched, "payout", "batch_id = NULL", "payout_paid_in_batch"),
    (make_batched, "payoutbatch", "kind = 'cash'", "payout_batch_kind_known"),
    (make_method, "payoutmethod", "kind = 'cash'", "payout_method_as_kind_demands"),
    (make_method, "payoutmethod", "kind = 'iban'", "payout_method_as_kind_demands"),
    (make_method, "payoutmethod", "details = ''", "payout_method_as_kind_demands"),
    (make_method, "payoutmethod", "iban = 'DE1'", "payout_method_as_kind_demands"),
    (with_iban, "payoutmethod", "iban = ''", "payout_method_as_kind_demands"),
    (with_iban, "payoutmethod", "details = 'Cash'", "payout_method_as_kind_demands"),
    (make_method, "payoutmethod", "holder = ''", "payout_method_has_holder"),
    (
        make_method,
        "payoutmethod",
        "usable_at = '2020-01-01 00:00:00+00:00'",
        "payout_method_usable_later",
    ),
]


@pytest.mark.parametrize(("make", "table", "change", "constraint"), CASES)
def test_what_cannot_be_is_refused(
    user: User, make: Callable[[User], object], table: str, change: str, constraint: str
) -> None:
    make(user)
    if f"ledger_{table}" in TRIGGERS:
        drop_triggers(f"ledger_{table}")  # which would refuse it before the CHECK is asked
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        sql(f"UPDATE ledger_{table} SET {change}")


@pytest.mark.parametrize(
    ("make", "table", "change"),
    [
        (make_deposit, "deposit", "amount_minor = amount_minor + 1"),
        (make_deposit, "deposit", "total = total + 1"),
        (make_deposit, "deposit", "currency = 'XXX'"),
        (make_deposit, "deposit", "user_id = user_id + 1"),
        (make_deposit, "deposit", "token = '7f1c8fe2-0f0b-4f6c-8b55-0a4c6a3c2d11'"),
        (credited, "deposit", "credited_at = NULL"),
        (credited, "deposit", "credited_at = '2020-01-01 00:00:00+00:00'"),
        (held, "hold", "amount_minor = 501"),
        (held, "hold", "account_id = account_id + 1"),
        (make_payout, "payout", "amount_minor = 501"),
        (make_payout, "payout", "method_id = NULL"),
        (make_payout, "payout", "user_id = user_id + 1"),
        (make_payout, "payout", "reference = 'payout:another'"),
        (with_iban, "payoutmethod", "iban = 'GB29NWBK60161331926819'"),
        (with_iban, "payoutmethod", "holder = 'Somebody else'"),
        (with_iban, "payoutmethod", "usable_at = created_at"),
    ],
)
def test_what_was_agreed_is_kept(
    user: User, make: Callable[[User], object], table: str, change: str
) -> None:
    make(user)
    with pytest.raises(IntegrityError, match="was agreed to be is kept"), transaction.atomic():
        sql(f"UPDATE ledger_{table} SET {change}")


def test_a_user_has_one_payout_method_in_use(user: User) -> None:
    make_method(user)
    make_method(user, iban="DE89370400440532013000")
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE ledger_payoutmethod SET retired_at = NULL")


@pytest.mark.parametrize("column", ["form_key", "token"])
def test_no_two_deposits_share_what_names_them(user: User, column: str) -> None:
    make_deposit(user)
    make_deposit(user)
    drop_triggers("ledger_deposit")
    with pytest.raises(IntegrityError, match="(?i)unique"), transaction.atomic():
        sql(f"UPDATE ledger_deposit SET {column} = %s", uuid4().hex)


def test_a_reference_asks_for_one_payout(user: User) -> None:
    make_payout(user)
    make_payout(user)
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE ledger_payout SET reference = 'payout:same'")


def test_a_form_is_used_once_by_its_sender(user: User) -> None:
    row = {"user_id": user.pk, "key": uuid4().hex, "fingerprint": "x", "message": "", "url": ""}
    insert("ledger_idempotencykey", **row, created_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        insert("ledger_idempotencykey", **row, created_at=timezone.now())
    other = row | {"user_id": make_user().pk}
    insert("ledger_idempotencykey", **other, created_at=timezone.now())


def document(user: User, **more: Any) -> dict[str, Any]:
    """Return the columns of a second invoice, about some other transfer of the user."""
    wallet = fill_wallet(user, 100)
    return {
        "kind": "invoice",
        "year": 2026,
        "number": 2,
        "user_id": user.pk,
        "issued_at": timezone.now(),
        "subject": "Two trail videos",
        "reference": "ad:7:release:fee",
        "payee_name": "",
        "transfer_id": wallet.incoming.latest("pk").pk,
        "corrects_id": None,
        "net_minor": 90,
        "tax_minor": 10,
        "gross_minor": 100,
        "tax_bps": 1_000,
        "seller": "{}",
        "buyer": "{}",
    } | more


def test_a_second_document_is_possible(user: User) -> None:
    insert("ledger_document", **document(user))
    assert Document.objects.get().full_number == "F-2026-000002"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "bill"}, "document_"),
        ({"number": 0}, "document_adds_up"),
        ({"gross_minor": 101}, "document_adds_up"),
        ({"net_minor": 110, "tax_minor": -10}, "document_adds_up"),
        ({"net_minor": 0, "tax_minor": 0, "gross_minor": 0}, "document_adds_up"),
        ({"kind": "credit_note"}, "document_corrects_as_kind_demands"),
        ({"kind": "refund_receipt"}, "document_corrects_as_kind_demands"),
    ],
)
def test_an_impossible_document_is_refused(
    user: User, change: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        insert("ledger_document", **document(user, **change))


@pytest.mark.parametrize("shared", ["number", "transfer", "corrects"])
def test_numbers_transfers_and_corrections_are_used_once(user: User, shared: str) -> None:
    invoice = document(user)
    insert("ledger_document", **invoice)
    note = {"kind": "credit_note", "corrects_id": Document.objects.get().pk}
    insert("ledger_document", **document(user, **note))
    changes: dict[str, dict[str, Any]] = {
        "number": {},
        "transfer": {"number": 3, "transfer_id": invoice["transfer_id"]},
        "corrects": note | {"number": 3},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        insert("ledger_document", **document(user, **changes[shared]))


def test_a_series_counts_a_year_once() -> None:
    insert("ledger_documentseries", kind="invoice", year=2026, last_number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert("ledger_documentseries", kind="invoice", year=2026, last_number=1)


def test_a_batch_in_use_is_not_deleted(user: User) -> None:
    make_batched(user)
    with pytest.raises(IntegrityError):
        PayoutBatch.objects.get().delete()
