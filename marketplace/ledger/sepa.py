"""A batch as a SEPA credit transfer: ISO 20022's pain.001, written and checked by sepaxml.

The file depends on the batch and its payouts alone, so that a bank that is given it twice sees
one message twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from sepaxml import SepaTransfer
from sepaxml.validation import ValidationError
from text_unidecode import unidecode

from marketplace.kernel.errors import Refused

from .actions import HandedOut, hand_out
from .banks import is_bic, is_sepa_iban
from .batch_files import payment_reference
from .models import Payout, PayoutBatch, PayoutMethod

# The version that the European Payments Council's guidelines ask banks to take.
SCHEMA = "pain.001.001.09"
NAME_CHARS = 70
TEXT_CHARS = 140
# What every bank in SEPA takes; a slash is left out where it has a meaning.
OTHERS = re.compile(r"[^A-Za-z0-9\-?:().,'+ ]+")
NOT_PROVIDED = "NOTPROVIDED"


def why_no_file(batch: PayoutBatch) -> str:
    """Return a sentence on why the batch cannot be a SEPA file at all, "" if it can."""
    if settings.CURRENCY != "EUR":
        return "SEPA pays euros only, and this site counts in another currency."
    if batch.kind != PayoutMethod.Kind.IBAN:
        return "These payouts go to accounts without IBAN, which SEPA does not reach."
    if not is_sepa_iban(settings.OPERATOR_IBAN):
        return "Set OPERATOR_IBAN to the IBAN of the account that payouts are paid from."
    if settings.OPERATOR_BIC and not is_bic(settings.OPERATOR_BIC):
        return "OPERATOR_BIC is not a BIC. Correct it, or leave it out."
    return ""


def transfer_file(batch: PayoutBatch) -> tuple[bytes, HandedOut]:
    """Hand the batch out; return it as XML that its schema allows, and what was handed out.

    Raises Refused where there can be no such file, nothing is to be paid, or an account lies
    outside SEPA.
    """
    if reason := why_no_file(batch):
        raise Refused(reason)
    # Together: a batch whose file cannot be made is not handed out.
    with transaction.atomic():
        handed = hand_out(batch=batch)
        payouts = list(handed.payouts)
        if not payouts:
            return b"", handed
        _require_reachable(payouts)
        return _written(handed.batch, payouts), handed


def _written(batch: PayoutBatch, payouts: Iterable[Payout]) -> bytes:
    """Return the file; raise Refused where its schema does not allow it."""
    file = _RepeatableTransfer(batch)
    for payout in payouts:
        file.add_payment(_payment(payout, execution_date(batch)))
    try:
        return bytes(file.export(validate=True))
    except ValidationError as error:
        raise Refused(
            "The file would not be valid, so it was not made. Pay this batch by its CSV file."
        ) from error


def execution_date(batch: PayoutBatch) -> date:
    """Return the first working day after the batch was handed out.

    A batch may wait for its download until the day after it was made is over. Banks move the day
    on their holidays.
    """
    day = _handed_out_at(batch).date()
    return day + timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))


def _handed_out_at(batch: PayoutBatch) -> datetime:
    """Return when the file was asked for first, where the site is run."""
    assert batch.handed_out_at is not None  # the file is made of what was handed out
    return timezone.localtime(batch.handed_out_at, timezone.get_default_timezone())


def plain(text: str, most: int) -> str:
    """Return text in the characters that all banks take, "NOTPROVIDED" where none is left."""
    words = OTHERS.sub(" ", unidecode(text)).split()
    return " ".join(words)[:most].strip() or NOT_PROVIDED


def _require_reachable(payouts: Iterable[Payout]) -> None:
    """Raise Refused, naming them, if accounts are outside SEPA."""
    outside = [p for p in payouts if p.method is None or not is_sepa_iban(p.method.iban)]
    if outside:
        names = ", ".join(payment_reference(payout) for payout in outside)
        raise Refused(
            f"Outside SEPA: {names}. Mark these as failed, or pay the batch by its CSV file."
        )


def _payment(payout: Payout, day: date) -> dict[str, Any]:
    """Return one payment as sepaxml takes it; the amount is in cents."""
    method = payout.method
    assert method is not None  # looked at before
    reference = payment_reference(payout)
    payment = {
        "name": plain(method.holder, NAME_CHARS),
        "IBAN": method.iban,
        "amount": payout.amount_minor,
        "execution_date": day,
        "description": plain(f"{settings.SITE_NAME} {reference}", TEXT_CHARS),
        "endtoend_id": reference,
    }
    # Without one, the bank finds the account by its IBAN.
    return payment | ({"BIC": method.bic} if method.bic else {})


class _RepeatableTransfer(SepaTransfer):
    """A transfer whose names and time come from its batch, not from chance and the clock."""

    def __init__(self, batch: PayoutBatch) -> None:
        self._batch = batch
        config = {
            "name": plain(settings.OPERATOR_NAME, NAME_CHARS),
            "IBAN": settings.OPERATOR_IBAN.replace(" ", "").upper(),
            "currency": "EUR",
            "batch": True,
        }
        if settings.OPERATOR_BIC:
            config["BIC"] = settings.OPERATOR_BIC.replace(" ", "").upper()
        super().__init__(config, schema=SCHEMA)

    def _finalize_batch(self) -> None:
        """Put our own names where sepaxml has put chance, just before the file is written."""
        super()._finalize_batch()
        made = timezone.localtime(self._batch.created_at, timezone.get_default_timezone())
        # With the moment in it, a database made anew does not use a name again.
        name = f"BATCH-{self._batch.pk}-{made:%Y%m%d%H%M%S}"
        self._put("GrpHdr/MsgId", name)
        self._put("GrpHdr/CreDtTm", f"{_handed_out_at(self._batch):%Y-%m-%dT%H:%M:%S}")
        self._put("PmtInf/PmtInfId", name)
        for bank in self._xml.iter("FinInstnId"):
            if len(bank) == 0:
                SubElement(SubElement(bank, "Othr"), "Id").text = NOT_PROVIDED

    def _put(self, path: str, text: str) -> None:
        element: Element | None = self._xml.find(f"{self.root_el}/{path}")
        assert element is not None
        element.text = text
