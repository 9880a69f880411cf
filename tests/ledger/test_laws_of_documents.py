"""Laws of documents: a sound ledger keeps them, and each way to break one is found."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.ledger import actions
from marketplace.ledger.actions import save_billing_details
from marketplace.ledger.laws import check_all
from marketplace.ledger.laws_of_documents import (
    corrections_take_back_all,
    numbers_have_no_gaps,
    totals_equal_transfers,
)
from marketplace.ledger.models import CORRECTIONS, Document, DocumentSeries
from tests.factories.accounts import make_influencer
from tests.factories.documents import make_invoice, release_to
from tests.ledger.damage import drop_triggers, sql

pytestmark = pytest.mark.django_db


def broken() -> list[str]:
    laws = (numbers_have_no_gaps, totals_equal_transfers, corrections_take_back_all)
    return [detail for law in laws for detail in law()]


def test_no_documents_break_no_law() -> None:
    assert broken() == []


def test_documents_of_releases_and_reversals_break_no_law() -> None:
    user = make_influencer().user
    release_to(user, 45_000)
    release_to(user, 5)  # no fee
    actions.reverse_release(hold=release_to(user, 777))
    assert Document.objects.count() == 3 + 2 + 2
    assert list(check_all()) == []
    assert broken() == []


def test_a_missing_number_is_found() -> None:
    user = make_influencer().user
    documents = [make_invoice(user) for _ in range(3)]
    drop_triggers("ledger_document")
    sql("DELETE FROM ledger_document WHERE id = %s", documents[1].pk)
    year = documents[0].year
    assert broken() == [f"invoice {year}: 2 documents, the highest number is 3, the series says 3"]


def test_a_series_ahead_of_its_documents_is_found() -> None:
    DocumentSeries.objects.create(kind="invoice", year=2020, last_number=4)
    assert broken() == ["invoice 2020: no documents, the series says 4"]


def test_an_amount_that_no_transfer_has_is_found() -> None:
    invoice = make_invoice()
    drop_triggers("ledger_document")
    sql("UPDATE ledger_document SET net_minor = 1, gross_minor = 1 WHERE id = %s", invoice.pk)
    assert broken() == [f"{invoice} does not match its transfer"]


def test_a_receipt_without_its_fee_is_found() -> None:
    release_to(make_influencer().user, 45_000)
    receipt = Document.objects.get(kind="receipt")
    drop_triggers("ledger_document")
    sql(
        "UPDATE ledger_document SET net_minor = 40500, gross_minor = 40500 WHERE id = %s",
        receipt.pk,
    )
    assert broken() == [f"{receipt} does not match its transfer"]


def test_a_correction_of_half_is_found() -> None:
    actions.reverse_release(hold=release_to(make_influencer().user, 45_000))
    refund = Document.objects.get(kind="refund_receipt")
    drop_triggers("ledger_document")
    sql("UPDATE ledger_document SET net_minor = 9, gross_minor = 9 WHERE id = %s", refund.pk)
    assert broken() == [f"{refund} does not match what it takes back"]


def test_a_correction_names_the_parties_of_what_it_takes_back() -> None:
    user = make_influencer(display_name="Mira Sand").user
    save_billing_details(actor=user, name="Mira Sand GmbH", street="Am Deich 1", country="DE")
    with override_settings(OPERATOR_NAME="Parley Ltd", OPERATOR_ADDRESS="1 Quay Street"):
        hold = release_to(user, 45_000)
    save_billing_details(actor=user, name="Sand Films AG", street="Neugasse 2", country="CH")
    with override_settings(OPERATOR_NAME="Parley SE", OPERATOR_ADDRESS="2 Quay Street"):
        actions.reverse_release(hold=hold)
    parties = {document.kind: document for document in Document.objects.all()}
    assert parties["invoice"].buyer["name"] == "Mira Sand GmbH"
    assert parties["invoice"].seller["name"] == "Parley Ltd"
    for correction, corrected in CORRECTIONS.items():
        taken_back, back = parties[corrected], parties[correction]
        assert (back.seller, back.buyer) == (taken_back.seller, taken_back.buyer)
    assert broken() == []


@pytest.mark.parametrize("party", ["seller", "buyer"])
def test_a_correction_between_others_is_found(party: str) -> None:
    actions.reverse_release(hold=release_to(make_influencer().user, 45_000))
    note = Document.objects.get(kind="credit_note")
    drop_triggers("ledger_document")
    other = json.dumps(getattr(note, party) | {"name": "Somebody else"})
    sql(f"UPDATE ledger_document SET {party} = %s WHERE id = %s", other, note.pk)
    assert broken() == [f"{note} does not match what it takes back"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.integers(1, 100_000), st.sampled_from([2024, 2025, 2026]), st.booleans()),
        max_size=8,
    ),
    tax_bps=st.integers(0, 10_000),
)
def test_whatever_is_released_and_reversed_numbers_have_no_gaps(
    steps: list[tuple[int, int, bool]], tax_bps: int
) -> None:
    user = make_influencer().user
    with override_settings(FEE_TAX_BPS=tax_bps):
        for gross, year, is_reversed in steps:
            now = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
            hold = release_to(user, gross, now=now)
            if is_reversed:
                actions.reverse_release(hold=hold, now=now + timedelta(minutes=2))
    assert broken() == []
    for document in Document.objects.of_user(user):
        assert document.net_minor + document.tax_minor == document.gross_minor
