"""Who owes reads how much, why, and what to do about it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import actions
from tests.factories.ads import make_ad
from tests.ledger.stories import agree, clear, earn, fund, meet, pay_in, take_back, withdraw
from tests.ledger.stories import reverse as bring_back

pytestmark = pytest.mark.django_db


def lines(client: Client) -> list[tuple[str, str, int]]:
    """Return the statement as it is read: words, subject, amount."""
    statement = client.get(reverse("ledger:wallet")).context["statement"]
    return [
        (line.words, line.subject.label if line.subject else "", line.amount_minor)
        for line in statement.lines
    ]


def test_nobody_else_reads_of_debts(client: Client) -> None:
    cast = meet()
    pay_in(cast.sponsor, 45_000)
    client.force_login(cast.sponsor)
    assert "You owe" not in client.get(reverse("ledger:wallet")).content.decode()


def test_a_sponsor_reads_how_a_debt_came_about_and_how_to_mend_it(client: Client) -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    withdraw(cast, cast.sponsor, 10_000)
    take_back(deposit)
    client.force_login(cast.sponsor)
    page = client.get(reverse("ledger:wallet")).content.decode()
    for text in (
        "You owe $100.00",
        'deposit/?amount_minor=10000">Deposit $100.00</a>',
        'href="#statement-title"',
        "send offers or fund ads",
    ):
        assert text in page
    assert 'id="statement-title"' in page
    form = client.get(f"{reverse('ledger:deposit')}?amount_minor=10000").context["form"]
    assert form.initial["amount_minor"] == 10_000
    which = f"Deposit of {timezone.localtime(deposit.created):%-d %B %Y}"
    assert lines(client)[:2] == [
        ("Payment taken back", which, -45_000),
        ("Missing, so you owe it", which, 10_000),
    ]


def test_what_pays_a_debt_names_what_it_came_from(client: Client) -> None:
    cast = meet()
    ad = earn(cast, 50_000)
    clear()
    withdraw(cast, cast.influencer, 45_000)
    bring_back(cast, ad)
    client.force_login(cast.influencer)
    page = client.get(reverse("ledger:wallet")).content.decode()
    assert "You owe $450.00" in page
    assert "fund ads" not in page
    assert lines(client)[:2] == [
        ("Released from escrow, taken back", ad.title, -45_000),
        ("Missing, so you owe it", ad.title, 45_000),
    ]
    earn(cast, 20_000)
    clear()
    assert lines(client)[:2] == [
        ("Paid off what you owed", ad.title, -18_000),
        ("Earnings cleared", ad.title, 18_000),
    ]


def test_who_owes_reads_at_the_form_why_it_is_refused(client: Client) -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    ad, draft = agree(cast), make_ad("draft", campaign=cast.campaign)
    withdraw(cast, cast.sponsor, 45_000)
    take_back(deposit)
    client.force_login(cast.sponsor)
    for name, row in (("fund", ad), ("send", draft)):
        page = client.post(reverse(f"ads:{name}", args=[row.pk]), follow=True).content.decode()
        assert "You owe $450.00 because a payment was taken back." in page
    pay_in(cast.sponsor, 90_000)
    fund(ad)


def test_a_debt_costs_the_wallet_no_query_of_its_own(
    client: Client,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[list[object]]],
) -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    withdraw(cast, cast.sponsor, 10_000)
    client.force_login(cast.sponsor)
    counts = []
    for step in (lambda: None, lambda: take_back(deposit)):
        step()
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse("ledger:wallet"))
        counts.append(len(queries))
    # One more names the deposit in the statement.
    assert counts[1] <= counts[0] + 1


def test_the_mail_leads_to_a_deposit_of_what_is_missing() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    withdraw(cast, cast.sponsor, 10_000)
    take_back(deposit)
    mail = OutboxMail.objects.get(kind="deposit_charged_back")
    for body in (mail.text, mail.html):
        assert "/wallet/deposit/?amount_minor=10000" in body
        assert "Deposit $100.00" in body


LEAST = "$5.00 is the least deposit that covers it. What you do not owe stays yours."
MOST = "$50,000.00 is the most you can deposit at a time. Deposit the rest after it."


@pytest.mark.parametrize(
    ("owed", "asked", "button", "why"),
    [
        (200, 500, "Deposit $5.00", LEAST),
        (499, 500, "Deposit $5.00", LEAST),
        (500, 500, "Deposit $5.00", ""),
        (5_000_000, 5_000_000, "Deposit $50,000.00", ""),
        (5_000_001, 5_000_000, "Deposit $50,000.00", MOST),
    ],
)
def test_the_buttons_promise_what_the_form_then_has(
    client: Client, owed: int, asked: int, button: str, why: str
) -> None:
    cast = meet()
    deposits = [pay_in(cast.sponsor, 5_000_000) for _ in range(2)]
    actions.fund_escrow(
        payer=cast.sponsor,
        escrow=actions.open_escrow(),
        amount_minor=owed,
        reference="test:1:fund",
    )
    for deposit in deposits:
        take_back(deposit)
    client.force_login(cast.sponsor)
    mail = OutboxMail.objects.filter(kind="deposit_charged_back").latest("pk")
    pages = [client.get(reverse(f"ledger:{name}")) for name in ("wallet", "withdraw")]
    for text in (*(page.content.decode() for page in pages), mail.text, mail.html):
        (address,) = re.findall(r"/wallet/deposit/\?amount_minor=\d+", text)
        assert address == f"/wallet/deposit/?amount_minor={asked}"
        assert button in text
        said = " ".join(text.split())
        assert [words for words in (LEAST, MOST) if words in said] == ([why] if why else [])
    form = client.get(address).context["form"]
    assert form.initial["amount_minor"] == asked
    assert form.fields["amount_minor"].clean(str(asked / 100)) == asked
