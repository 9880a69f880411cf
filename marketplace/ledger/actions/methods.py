"""Payout methods: set by their owner, held for a while, told by mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from marketplace.kernel.errors import Refused
from marketplace.kernel.telling import tell
from marketplace.kernel.text import is_blank, without_invisible

from ..banks import clean_bic, clean_iban
from ..models import BillingDetails, PayoutMethod

if TYPE_CHECKING:
    from accounts.models import User


def set_payout_method(
    *,
    actor: User,
    kind: str,
    holder: str,
    iban: str = "",
    bic: str = "",
    details: str = "",
    now: datetime | None = None,
) -> PayoutMethod:
    """Make this the way `actor` is paid; the former one is retired.

    Money goes there after settings.PAYOUT_METHOD_HOLD_HOURS, and the actor gets a mail at once,
    so that somebody else's change is seen in time. Setting the same details again changes
    nothing. Raises Refused for a suspended user and for what no bank would take.
    """
    if actor.is_suspended:
        raise Refused("Your account is suspended, so payout details cannot be changed.")
    values = _cleaned(kind, holder=holder, iban=iban, bic=bic, details=details)
    moment = now or timezone.now()
    with transaction.atomic():
        # The user's row stands for "one current method": there may be none to lock yet.
        get_user_model().objects.select_for_update(no_key=True).get(pk=actor.pk)
        current = PayoutMethod.objects.of_user(actor).current().first()
        if current is not None:
            if all(getattr(current, name) == value for name, value in values.items()):
                return current
            current.retired_at = moment
            current.save(update_fields=["retired_at"])
        method = PayoutMethod.objects.create(
            user=actor,
            created_at=moment,
            usable_at=moment + timedelta(hours=settings.PAYOUT_METHOD_HOLD_HOURS),
            **values,
        )
        _tell_owner(method)
        return method


def forget_details(*, user: User, now: datetime | None = None) -> None:
    """Put the user's payout and billing details away, because the account is deleted.

    Details that money was sent to stay with the records of that money, and documents keep what
    they were issued with; everything else is erased.
    """
    BillingDetails.objects.filter(user=user).delete()
    methods = PayoutMethod.objects.of_user(user)
    methods.filter(payouts=None).delete()
    methods.current().update(retired_at=now or timezone.now())


def _cleaned(kind: str, *, holder: str, iban: str, bic: str, details: str) -> dict[str, str]:
    """Return what the row of this kind holds; raise Refused for what cannot be."""
    holder = " ".join(_seen(holder).split())
    if is_blank(holder):
        raise Refused("Name the account holder.", field="holder")
    if kind == PayoutMethod.Kind.IBAN:
        number = clean_iban(iban)
        code = clean_bic(bic, iban=number)
        return {"kind": kind, "holder": holder, "iban": number, "bic": code, "details": ""}
    text = _seen(details).strip()
    if is_blank(text):
        raise Refused("Say how you are to be paid.", field="details")
    return {"kind": kind, "holder": holder, "iban": "", "bic": "", "details": text}


def _seen(text: str) -> str:
    """Return the text as it is shown: a person would pay by something else than is stored."""
    return without_invisible(text.replace("\t", " ").replace("\r\n", "\n"))


def _tell_owner(method: PayoutMethod) -> None:
    """Tell the owner, whoever made the change."""
    tell(
        user=method.user,
        mail_kind="payout_method_changed",
        text=f"Your payout details were changed to {method.label}.",
        url=reverse("ledger:payout_method"),
        mail_context={"label": method.label, "usable_at": method.usable_at},
        dedup_key=f"payout_method_changed:{method.pk}",
    )
