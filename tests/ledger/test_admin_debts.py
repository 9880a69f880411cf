"""What moderators record: payments taken and given back, fees taken home, and who owes."""

import re
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.models import Deposit, Transfer
from tests.factories.accounts import make_user
from tests.factories.ledger import make_deposit
from tests.ledger.stories import Cast, books, earn, meet, pay_in, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client: Client) -> Cast:
    cast = meet()
    client.force_login(cast.moderator)
    return cast


@pytest.fixture
def deposit(cast: Cast) -> Deposit:
    return pay_in(cast.sponsor, 50_000)


def record(client: Client, deposit: Deposit, what: str, **answer: str) -> HttpResponse:
    path = reverse(f"admin:ledger_deposit_{what}", args=[deposit.pk])
    return client.post(path, answer, follow=True)


def test_a_deposit_leads_to_what_can_be_recorded(client: Client, deposit: Deposit) -> None:
    def links() -> list[str]:
        page = client.get(reverse("admin:ledger_deposit_change", args=[deposit.pk]))
        return re.findall(
            rf'<a href="/admin/ledger/deposit/{deposit.pk}/(\w+_back)/">', page.content.decode()
        )

    assert links() == ["take_back"]
    record(client, deposit, "take_back", total_minor="120", reason="Stolen card")
    assert links() == ["take_back", "give_back"]
    record(client, deposit, "take_back", total_minor="500", reason="Stolen card")
    assert links() == ["give_back"]


@pytest.mark.usefixtures("cast")
def test_what_a_deposit_has_nothing_of_is_said_so(client: Client) -> None:
    unpaid = make_deposit(make_user())
    page = client.get(reverse("admin:ledger_deposit_change", args=[unpaid.pk])).content.decode()
    for name in ("taken_back", "record"):
        row = page.partition(f"field-{name}")[2]
        assert re.search(r'class="readonly">(.*?)</div>', row).group(1) == "-"


def test_a_payment_taken_back_in_part_then_whole_then_given_back(
    client: Client, cast: Cast, deposit: Deposit
) -> None:
    page = client.get(reverse("admin:ledger_deposit_take_back", args=[deposit.pk]))
    assert "Of $500.00; recorded so far: $0.00." in page.content.decode()

    told = record(client, deposit, "take_back", total_minor="120", reason="Stolen card")
    assert "Recorded: $120.00 of Deposit" in told.content.decode()
    assert books() == {"outside": -38_000, "sponsor's wallet": 38_000}
    assert "Stolen card" in OutboxMail.objects.get(kind="deposit_charged_back").text

    record(client, deposit, "take_back", total_minor="500", reason="Stolen card")
    assert books() == {}
    record(client, deposit, "give_back", total_minor="0")
    assert books() == {"outside": -50_000, "sponsor's wallet": 50_000}
    said = LogEntry.objects.filter(object_id=deposit.pk).order_by("pk")
    assert [entry.change_message for entry in said] == [
        f"Recorded: $120.00 of {deposit} taken back. Stolen card",
        f"Recorded: $380.00 of {deposit} taken back. Stolen card",
        f"Recorded: $500.00 of {deposit} given back.",
    ]


def test_a_recording_sent_twice_moves_money_once(
    client: Client, cast: Cast, deposit: Deposit
) -> None:
    answer = {"total_minor": "120", "reason": "Stolen card", "form_key": str(uuid4())}
    first, second = (record(client, deposit, "take_back", **answer) for _ in range(2))
    assert first.redirect_chain == second.redirect_chain
    again = record(client, deposit, "take_back", **(answer | {"form_key": str(uuid4())}))
    assert "Enter $120.01 or more." in again.content.decode()
    assert books() == {"outside": -38_000, "sponsor's wallet": 38_000}
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("total", ["", "0", "500.01", "-1", "all"])
def test_an_impossible_amount_is_refused(client: Client, deposit: Deposit, total: str) -> None:
    page = record(client, deposit, "take_back", total_minor=total)
    assert page.context["form"].errors["total_minor"]
    assert not Transfer.objects.filter(kind="chargeback").exists()


def test_users_who_owe_are_listed(client: Client, cast: Cast, deposit: Deposit) -> None:
    withdraw(cast, cast.sponsor, 50_000)
    path = f"{reverse('admin:ledger_account_changelist')}?owed=yes"
    assert client.get(path).context["cl"].result_count == 0
    record(client, deposit, "take_back", total_minor="500")
    listed = client.get(path).context["cl"]
    assert [(row.user, row.balance_minor) for row in listed.result_list] == [
        (cast.sponsor, -50_000)
    ]


def collect(client: Client, amount: str, key: str = "") -> HttpResponse:
    path = reverse("admin:ledger_account_collect")
    return client.post(path, {"amount_minor": amount, "form_key": key or uuid4()}, follow=True)


def test_collected_fees_are_recorded_once(client: Client, cast: Cast) -> None:
    earn(cast, 50_000)
    key = str(uuid4())
    for _ in range(2):
        page = collect(client, "30", key).content.decode()
        assert "Recorded: $30.00 of fees collected." in page
        assert "That fees were collected" in page
    assert books() == {"outside": -47_000, "fees": 2_000, "influencer's hold": 45_000}
    assert LogEntry.objects.count() == 1

    page = collect(client, "20.01").content.decode()
    assert "The fee account holds $20.00. Collect that or less." in page
    collect(client, "20")
    assert "There are no fees to collect." in collect(client, "1").content.decode()


def test_staff_without_the_right_record_nothing(client: Client, deposit: Deposit) -> None:
    reader: User = make_user(is_staff=True)
    names = ["view_deposit", "view_account"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(reader)
    assert record(client, deposit, "take_back", total_minor="500").status_code == 403
    assert record(client, deposit, "give_back", total_minor="0").status_code == 403
    assert collect(client, "1").status_code == 403
    assert books() == {"outside": -50_000, "sponsor's wallet": 50_000}
