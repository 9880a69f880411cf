"""What a transfer was for, in words and with a link.

The ledger knows references such as "ad:7:fund" but not ads. Upper apps register who can read a
prefix: the resolver gets all references of one page at once, so that it needs one query.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from .models import Deposit, Hold, Payout, TransferKind


@dataclass(frozen=True, slots=True)
class Subject:
    """What a reference names: the words to show and, if there is a page, its address."""

    label: str
    url: str = ""


Resolver = Callable[[Sequence[str]], Mapping[str, Subject]]

_resolvers: dict[str, Resolver] = {}

# How the owner of a wallet reads each kind of transfer.
WORDS: dict[str, str] = {
    TransferKind.DEPOSIT: "Deposit",
    TransferKind.FUND: "Moved into escrow",
    TransferKind.RELEASE: "Released from escrow",
    TransferKind.FEE: "Fee",
    TransferKind.CLEAR: "Earnings cleared",
    TransferKind.REFUND: "Returned from escrow",
    TransferKind.WITHDRAW: "Withdrawal",
    TransferKind.PAY_OUT: "Payout",
    TransferKind.PAYOUT_RETURN: "Withdrawal returned",
    TransferKind.OPENING: "Opening balance",
    TransferKind.CHARGEBACK: "Payment taken back",
    TransferKind.REINSTATE: "Payment given back again",
    TransferKind.TAKE: "Taken out of what was on hold",
    TransferKind.OWE: "Missing, so you owe it",
    TransferKind.REPAY: "Paid off what you owed",
    TransferKind.COLLECT: "Fees collected",
}


def register(prefix: str, resolver: Resolver) -> None:
    """Let `resolver` read references that begin with `prefix` and a colon.

    Raises ValueError if the prefix has a resolver already.
    """
    if prefix in _resolvers:
        raise ValueError(f"references {prefix!r} are registered already")
    _resolvers[prefix] = resolver


def subjects(references: Iterable[str]) -> dict[str, Subject]:
    """Return what each reference names; those nobody can read are left out."""
    by_prefix = defaultdict(list)
    for reference in references:
        by_prefix[reference.partition(":")[0]].append(reference)
    found: dict[str, Subject] = {}
    for prefix, group in by_prefix.items():
        if prefix in _resolvers:
            found.update(_resolvers[prefix](group))
    return found


def deposit_subjects(references: Sequence[str]) -> dict[str, Subject]:
    """Read "deposit:<token>:chargeback:1" and the like: which deposit was taken or given back.

    The deposit itself needs no such words.
    """
    tokens = {
        reference: reference.split(":")[1] for reference in references if reference.count(":") > 1
    }
    rows = Deposit.objects.filter(token__in=set(tokens.values())).values_list("token", "created")
    made = dict(rows) if tokens else {}
    return {
        reference: Subject(label=f"Deposit of {timezone.localtime(made[token]):%-d %B %Y}")
        for reference, token in tokens.items()
        if token in made
    }


def repayment_subjects(references: Sequence[str]) -> dict[str, Subject]:
    """Read "repay:<reference>": such a transfer is for whatever brought the money."""
    brought = {reference: reference.removeprefix("repay:") for reference in references}
    found = subjects(brought.values())
    return {reference: found[source] for reference, source in brought.items() if source in found}


def hold_subjects(references: Sequence[str]) -> dict[str, Subject]:
    """Read "hold:<id>:clear": such a transfer is for whatever the held money was released for."""
    hold_ids = {reference: reference.split(":")[1] for reference in references}
    releases = dict(
        Hold.objects.filter(pk__in=hold_ids.values()).values_list("pk", "release__reference")
    )
    released = {
        reference: releases[int(hold_id)]
        for reference, hold_id in hold_ids.items()
        if int(hold_id) in releases
    }
    found = subjects(released.values())
    return {
        reference: found[release] for reference, release in released.items() if release in found
    }


def payout_subjects(references: Sequence[str]) -> dict[str, Subject]:
    """Read "payout:<key>" and "payout:<key>:returned": where the money goes, or why it is back."""
    requests = {reference: ":".join(reference.split(":")[:2]) for reference in references}
    payouts = {
        payout.reference: payout
        for payout in Payout.objects.filter(reference__in=set(requests.values()))
    }
    found = {}
    for reference, request in requests.items():
        if payout := payouts.get(request):
            returned = reference.endswith(":returned")
            words = (payout.note or "taken back") if returned else f"to {payout.destination}"
            found[reference] = Subject(label=words)
    return found
