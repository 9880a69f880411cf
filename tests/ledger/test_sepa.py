"""The bank's files: what they name, in which characters, valid and the same each time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import sepaxml
import xmlschema
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions, checks_of_payouts, sepa
from marketplace.ledger.actions import hand_out
from marketplace.ledger.batch_files import table
from marketplace.ledger.models import Payout, PayoutBatch
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import fill_wallet, make_payout
from tests.ledger.damage import drop_triggers

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"
WITHOUT_BIC = "MC5811222000010123456789030"
OPERATOR = {
    "CURRENCY": "EUR",
    "OPERATOR_NAME": "Parley Betriebs GmbH",
    "OPERATOR_IBAN": "FR14 2004 1010 0505 0001 3M02 606",
}
PLACE = {"p": f"urn:iso:std:iso:20022:tech:xsd:{sepa.SCHEMA}"}


@pytest.fixture
def euros(settings):
    for name, value in OPERATOR.items():
        setattr(settings, name, value)
    return settings


def payout_to(holder: str, *, iban: str = IBAN, bic: str = "", amount_minor: int = 5_000) -> Payout:
    user = make_user()
    fill_wallet(user, amount_minor)
    method = actions.set_payout_method(
        actor=user,
        kind="iban" if iban else "other",
        holder=holder,
        iban=iban,
        bic=bic,
        details="" if iban else "=1+1",
        now=timezone.now() - timedelta(days=2),
    )
    return actions.request_payout(
        actor=user, amount_minor=amount_minor, method=method, reference=f"payout:{user.pk}"
    )


def batch_of(*payouts: Payout) -> PayoutBatch:
    [batch] = actions.make_batches(actor=make_moderator(), payouts=payouts)
    return batch


def file_of(batch: PayoutBatch) -> bytes:
    content, _ = sepa.transfer_file(batch)
    return content


def is_valid(content: bytes) -> bool:
    schemas = Path(sepaxml.__file__).parent / "schemas"
    schema = xmlschema.XMLSchema(str(schemas / f"{sepa.SCHEMA}.xsd"))
    return schema.is_valid(content.decode())


def texts(content: bytes, path: str) -> list[str | None]:
    return [found.text for found in ET.fromstring(content).findall(f".//{path}", PLACE)]


def test_a_batch_is_a_valid_transfer_that_says_all(euros) -> None:
    first, second = payout_to("Lena Portage"), payout_to("Émile", amount_minor=123_456)
    batch = batch_of(first, second)
    content = file_of(batch)
    assert is_valid(content)
    assert texts(content, "p:NbOfTxs") == ["2", "2"]
    assert texts(content, "p:CtrlSum") == ["1284.56", "1284.56"]
    assert texts(content, "p:InstdAmt") == ["50.00", "1234.56"]
    assert texts(content, "p:CdtrAcct//p:IBAN") == [IBAN, IBAN]
    assert texts(content, "p:CdtrAgt//p:BICFI") == ["COBADEFFXXX", "COBADEFFXXX"]
    assert texts(content, "p:EndToEndId") == [f"PAYOUT-{first.pk}", f"PAYOUT-{second.pk}"]
    assert texts(content, "p:Dbtr/p:Nm") == ["Parley Betriebs GmbH"]
    assert texts(content, "p:DbtrAcct//p:IBAN") == ["FR1420041010050500013M02606"]
    assert texts(content, "p:DbtrAgt//p:Id") == ["NOTPROVIDED"]


def test_the_same_batch_is_the_same_file(euros) -> None:
    batch = batch_of(payout_to("Lena Portage"))
    content = file_of(batch)
    assert file_of(PayoutBatch.objects.get(pk=batch.pk)) == content
    actions.mark_batch_paid(actor=make_moderator(), batch=batch)
    assert file_of(batch) == content
    [name] = set(texts(content, "p:MsgId") + texts(content, "p:PmtInfId"))
    assert name == f"BATCH-{batch.pk}-{batch.created_at:%Y%m%d%H%M%S}"
    assert len(name) <= 35


@pytest.mark.parametrize(
    ("holder", "written"),
    [
        ("Jürgen Größmann", "Jurgen Grossmann"),
        ("O'Neil & Søn <b>", "O'Neil Son b"),
        ("Łucja Żółć", "Lucja Zolc"),
        ("Владимир", "Vladimir"),
        ("Ana 😀 Sá/Costa", "Ana Sa Costa"),
        ("😀", "NOTPROVIDED"),
        ("Æ" * 70, "AE" * 35),
        ("=1+1", "1+1"),
    ],
)
def test_names_keep_to_what_every_bank_takes(euros, holder: str, written: str) -> None:
    content = file_of(batch_of(payout_to(holder)))
    assert is_valid(content)
    assert texts(content, "p:Cdtr/p:Nm") == [written]


def test_an_account_whose_bic_is_unknown_goes_by_its_iban(euros) -> None:
    euros.OPERATOR_BIC = "psstfrppmon"
    content = file_of(batch_of(payout_to("Lena", iban=WITHOUT_BIC)))
    assert is_valid(content)
    assert texts(content, "p:CdtrAgt") == []
    assert texts(content, "p:DbtrAgt//p:BICFI") == ["PSSTFRPPMON"]


@pytest.mark.parametrize(
    ("handed_out", "paid"),
    [
        ("2026-11-23T09:00:00+00:00", "2026-11-24"),
        ("2026-11-27T23:00:00+00:00", "2026-11-30"),
        ("2026-11-28T09:00:00+00:00", "2026-11-30"),
        ("2026-11-29T09:00:00+00:00", "2026-11-30"),
    ],
)
def test_it_is_paid_on_the_working_day_after_it_was_handed_out(handed_out: str, paid: str) -> None:
    batch = PayoutBatch(
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
        handed_out_at=datetime.fromisoformat(handed_out),
    )
    assert sepa.execution_date(batch).isoformat() == paid


def test_a_batch_downloaded_a_week_late_asks_for_no_day_that_is_past(euros) -> None:
    batch = batch_of(payout_to("Ann"))
    made = timezone.now() - timedelta(days=7)
    PayoutBatch.objects.filter(pk=batch.pk).update(created_at=made)
    content = file_of(batch)
    today = timezone.localtime(timezone=timezone.get_default_timezone())
    assert [day > f"{today:%Y-%m-%d}" for day in texts(content, "p:ReqdExctnDt/p:Dt")] == [True]
    (written,) = texts(content, "p:CreDtTm")
    batch.refresh_from_db()
    handed_out = timezone.localtime(batch.handed_out_at, timezone.get_default_timezone())
    assert written == f"{handed_out:%Y-%m-%dT%H:%M:%S}"


def test_what_failed_or_is_suspended_is_in_no_file(euros) -> None:
    paid, failed, suspended = (payout_to(name) for name in ("Ann", "Bea", "Cy"))
    batch = batch_of(paid, failed, suspended)
    moderator = make_moderator()
    actions.mark_payout_failed(actor=moderator, payout=failed, reason="Closed")
    User.objects.filter(pk=suspended.user_id).update(
        suspended_at=timezone.now(), suspension_reason="Spam"
    )
    assert texts(file_of(batch), "p:Cdtr/p:Nm") == ["Ann"]
    assert [row[1] for row in table(hand_out(batch=batch).payouts)] == ["Holder", "Ann"]
    suspended.refresh_from_db()
    assert (suspended.state, suspended.batch) == ("requested", None)


def test_a_file_that_was_handed_out_stays_as_it_was(euros) -> None:
    first, second = payout_to("Ann"), payout_to("Bea")
    batch = batch_of(first, second)
    content = file_of(batch)
    # The bank may have it: who is suspended or fails now was in it all the same.
    User.objects.filter(pk=first.user_id).update(
        suspended_at=timezone.now(), suspension_reason="Spam"
    )
    actions.mark_payout_failed(actor=make_moderator(), payout=second, reason="Closed")
    assert file_of(batch) == content
    assert actions.mark_batch_paid(actor=make_moderator(), batch=batch) == [first]


def test_a_batch_with_nothing_to_pay_is_not_handed_out(euros) -> None:
    payout = payout_to("Ann")
    batch = batch_of(payout)
    User.objects.filter(pk=payout.user_id).update(
        suspended_at=timezone.now(), suspension_reason="Spam"
    )
    content, handed = sepa.transfer_file(batch)
    assert (content, len(handed.put_back)) == (b"", 1)
    payout.refresh_from_db()
    batch.refresh_from_db()
    assert (payout.state, payout.batch, batch.handed_out_at) == ("requested", None, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"CURRENCY": "USD"}, "SEPA pays euros only"),
        ({"OPERATOR_IBAN": ""}, "Set OPERATOR_IBAN"),
        ({"OPERATOR_IBAN": "GE29NB0000000101904917"}, "Set OPERATOR_IBAN"),
        ({"OPERATOR_BIC": "NOBIC"}, "OPERATOR_BIC is not a BIC"),
    ],
)
def test_without_an_account_to_pay_from_there_is_no_file(
    euros, changes: dict[str, str], reason: str
) -> None:
    batch = batch_of(payout_to("Lena"))
    with override_settings(**changes), pytest.raises(Refused, match=reason):
        sepa.transfer_file(batch)


def test_accounts_sepa_does_not_reach_are_named(euros) -> None:
    with override_settings(CURRENCY="USD"):
        payout = payout_to("Nino", iban="GE29NB0000000101904917")
    batch = batch_of(payout)
    with pytest.raises(Refused, match=f"Outside SEPA: PAYOUT-{payout.pk}"):
        sepa.transfer_file(batch)
    with pytest.raises(Refused, match="accounts without IBAN"):
        sepa.transfer_file(batch_of(payout_to("Lena", iban="")))


def test_the_table_says_all_and_holds_no_formula() -> None:
    payout = payout_to("=HYPERLINK()", iban="")
    assert list(table(hand_out(batch=batch_of(payout)).payouts)) == [
        ("Reference", "Holder", "IBAN", "BIC", "Details", "Amount", "Currency"),
        (f"PAYOUT-{payout.pk}", "'=HYPERLINK()", "", "", "'=1+1", "50.00", "USD"),
    ]


def test_a_payout_from_before_there_were_methods_is_in_the_table() -> None:
    payout = make_payout(make_user())
    drop_triggers("ledger_payout")
    Payout.objects.filter(pk=payout.pk).update(method=None, destination="@handle, 0000 1111")
    [_, row] = table(hand_out(batch=batch_of(payout)).payouts)
    assert row == (f"PAYOUT-{payout.pk}", "", "", "", "'@handle, 0000 1111", "50.00", "USD")


def test_an_operator_who_pays_euros_is_warned_without_an_account(euros) -> None:
    def found() -> list[str]:
        return [message.id for message in checks_of_payouts.operator_has_an_account()]

    assert found() == []
    euros.OPERATOR_BIC = "NOBIC"
    assert found() == ["ledger.W006"]
    euros.OPERATOR_IBAN = ""
    assert found() == ["ledger.W005", "ledger.W006"]
    euros.CURRENCY = "USD"
    assert found() == []
