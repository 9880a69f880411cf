"""A batch's files in the console: who gets them, how they are asked for, what they settle."""

import csv
import io
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import constants
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import PayoutBatch
from tests.factories.accounts import make_influencer, make_user
from tests.factories.ledger import make_batched, make_debt, make_payout
from tests.sending import forms_on

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"


def page_of(batch: PayoutBatch) -> str:
    return reverse("admin:ledger_payoutbatch_change", args=[batch.pk])


def file_of(batch: PayoutBatch, kind: str) -> str:
    return reverse(f"admin:ledger_payoutbatch_{kind}", args=[batch.pk])


def asked_for(client: Client, url: str) -> list[Any]:
    """Ask for a file by its form, again by it, and by the link that is there from then on."""
    return [client.post(url), client.post(url), client.get(url)]


@pytest.mark.parametrize("kind", ["csv", "sepa"])
def test_reading_hands_no_batch_out(
    client: Client, moderator: User, settings: Any, kind: str
) -> None:
    settings.CURRENCY, settings.OPERATOR_IBAN = "EUR", "FR1420041010050500013M02606"
    batch = make_batched(make_influencer().user, iban=IBAN).batch
    url, page = file_of(batch, kind), page_of(batch)
    for read in (client.get, client.head):
        response = read(url)
        assert (response.status_code, response["Location"]) == (302, page)
    batch.refresh_from_db()
    assert (batch.handed_out_at, LogEntry.objects.count()) == (None, 0)
    shown = client.get(page)
    assert "The first download settles what is paid. Start it here." in shown.content.decode()
    assert (url, {}) in forms_on(shown)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)
    assert strict.post(url).status_code == 403
    batch.refresh_from_db()
    assert batch.handed_out_at is None

    assert "attachment" in client.post(url)["Content-Disposition"]
    shown = client.get(page)
    assert f'<a href="{url}">' in shown.content.decode()
    assert url not in dict(forms_on(shown))
    assert "attachment" in client.get(url)["Content-Disposition"]


@pytest.mark.parametrize("kind", ["csv", "sepa"])
def test_a_download_says_which_payouts_it_put_back(
    client: Client, moderator: User, settings: Any, kind: str
) -> None:
    settings.CURRENCY, settings.OPERATOR_IBAN = "EUR", "FR1420041010050500013M02606"
    owing, suspended, _ = payouts = [make_payout(make_user(), iban=IBAN) for _ in range(3)]
    [batch] = actions.make_batches(actor=moderator, payouts=payouts)
    make_debt(owing.user)
    User.objects.filter(pk=suspended.user_id).update(
        suspended_at=timezone.now(), suspension_reason="Spam"
    )
    response = client.post(file_of(batch, kind), follow=True)
    assert response.redirect_chain == [(page_of(batch), 302)]
    put_back = (
        f"Put back to wait for another batch: PAYOUT-{owing.pk} of {owing.user.email} (owes the "
        f"site), PAYOUT-{suspended.pk} of {suspended.user.email} (suspended)."
    )
    (told,) = response.context["messages"]
    assert (told.level, str(told)) == (
        constants.WARNING,
        f"{put_back} The files name the others. Download one now.",
    )
    content = client.get(file_of(batch, kind)).getvalue().decode()
    assert [f"PAYOUT-{payout.pk}" in content for payout in payouts] == [False, False, True]
    logged = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    name = {"csv": "CSV", "sepa": "SEPA XML"}[kind]
    assert list(logged) == [put_back, f"Downloaded as {name}."]


@pytest.mark.parametrize("kind", ["csv", "sepa"])
def test_a_batch_of_which_nothing_may_be_paid_gives_no_file_and_its_payouts_back(
    client: Client, moderator: User, settings: Any, kind: str
) -> None:
    settings.CURRENCY, settings.OPERATOR_IBAN = "EUR", "FR1420041010050500013M02606"
    payout = make_batched(make_user(), iban=IBAN)
    batch = payout.batch
    make_debt(payout.user)
    response = client.post(file_of(batch, kind), follow=True)
    (told,) = response.context["messages"]
    assert str(told) == (
        f"Put back to wait for another batch: PAYOUT-{payout.pk} of {payout.user.email} (owes "
        "the site). Nothing of this batch is left to be paid."
    )
    payout.refresh_from_db()
    assert payout.batch is None


def test_the_csv_file_is_logged_repeatable_and_kept_nowhere(
    client: Client, moderator: User
) -> None:
    payout = make_batched(make_user(), 123_456, iban=IBAN)
    first, second, third = asked_for(client, file_of(payout.batch, "csv"))
    content = first.getvalue()
    assert second.getvalue() == third.getvalue() == content
    assert list(csv.reader(io.StringIO(content.decode())))[1] == [
        f"PAYOUT-{payout.pk}",
        *("Sample Person", IBAN, "COBADEFFXXX", "", "1234.56", "USD"),
    ]
    assert "no-store" in first["Cache-Control"]
    assert f"payout-batch-{payout.batch_id}.csv" in first["Content-Disposition"]
    logged = LogEntry.objects.filter(user=moderator).values_list("change_message", flat=True)
    assert list(logged) == ["Downloaded as CSV."] * 3


def test_the_sepa_file_is_handed_out_where_euros_are_paid(
    client: Client, moderator: User, settings: Any
) -> None:
    settings.CURRENCY, settings.OPERATOR_IBAN = "EUR", "FR1420041010050500013M02606"
    batch = make_batched(make_user(), iban=IBAN).batch
    assert file_of(batch, "sepa") in client.get(page_of(batch)).content.decode()
    first, second, third = asked_for(client, file_of(batch, "sepa"))
    assert second.content == third.content == first.content
    assert first.content.startswith(b"<?xml")
    assert first["Content-Type"] == "application/xml; charset=utf-8"
    assert "no-store" in first["Cache-Control"]
    assert LogEntry.objects.filter(change_message="Downloaded as SEPA XML.").count() == 3


def test_why_there_is_no_file_is_told_on_the_batch(client: Client, moderator: User) -> None:
    payout = make_batched(make_user(), iban=IBAN)
    response = client.post(file_of(payout.batch, "sepa"), follow=True)
    assert response.redirect_chain[-1][0] == page_of(payout.batch)
    assert "SEPA pays euros only" in response.content.decode()
    actions.mark_payout_failed(actor=moderator, payout=payout, reason="Closed")
    response = client.post(file_of(payout.batch, "csv"), follow=True)
    assert "Nothing of this batch is to be paid" in response.content.decode()
    assert not LogEntry.objects.exists()
