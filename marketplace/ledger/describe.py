"""What a transfer was for, in words and with a link.

The ledger knows references such as "ad:7:fund" but not ads. Upper apps register who can read a
prefix: the resolver gets all references of one page at once, so that it needs one query.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .models import Hold, Payout, TransferKind


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
