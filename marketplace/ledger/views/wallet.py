"""The wallet: what there is, what is on its way, and every movement so far."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from marketplace.kernel.money import to_major

from .. import describe
from ..models import Account, AccountKind, Hold, Payout
from ..statement import statement_page, whole_statement
from .requests import SignedInRequest

if TYPE_CHECKING:
    from accounts.models import User

# What a spreadsheet takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@login_required
@require_GET
def wallet(request: SignedInRequest) -> HttpResponse:
    """Show the user's money."""
    accounts = {account.kind: account for account in Account.objects.of_user(request.user)}
    minor = {kind: account.balance_minor for kind, account in accounts.items()}
    own_wallet = accounts.get(AccountKind.WALLET)
    # What an account without money has to show is known without asking.
    has_paid = own_wallet is not None and own_wallet.debits_minor > 0
    funded = Account.objects.escrows_funded_by(request.user)
    context = {
        "balance_minor": minor.get(AccountKind.WALLET, 0),
        "escrow_minor": funded.total_minor() if has_paid else 0,
        "holds": _holds_with_subjects(request.user) if minor.get(AccountKind.HOLD) else [],
        "hold_minor": minor.get(AccountKind.HOLD, 0),
        "payouts": _payouts_under_way(request.user) if minor.get(AccountKind.PAYOUT) else [],
        "payout_minor": minor.get(AccountKind.PAYOUT, 0),
        "statement": statement_page(own_wallet, after=request.GET.get("after"))
        if own_wallet
        else None,
    }
    return render(request, "ledger/wallet.html", context)


def _holds_with_subjects(user: User) -> list[tuple[Hold, describe.Subject | None]]:
    """Return the user's waiting holds, soonest first, each with what it was released for."""
    waiting = Hold.objects.of_user(user).waiting().select_related("release")
    holds = list(waiting.order_by("clears_at", "pk"))
    subjects = describe.subjects(hold.release.reference for hold in holds)
    return [(hold, subjects.get(hold.release.reference)) for hold in holds]


def _payouts_under_way(user: User) -> list[Payout]:
    """Return the user's payouts that are not settled yet, oldest first."""
    return list(Payout.objects.of_user(user).requested().order_by("requested_at"))


@login_required
@require_GET
def statement_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """Send the whole statement as a CSV file, oldest line first."""
    own_wallet = Account.objects.of_user(request.user).of_kind(AccountKind.WALLET).first()
    response = StreamingHttpResponse(_csv_rows(own_wallet), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="statement.csv"'
    return response


class _Echo:
    """A file that hands back what is written to it, for `csv.writer`."""

    def write(self, value: str) -> str:
        """Return `value`."""
        return value


def _csv_rows(own_wallet: Account | None) -> Iterator[str]:
    """Return the lines of the file; the time zone is read now, the rows while they are sent."""
    zone = timezone.get_current_timezone()
    writer = csv.writer(_Echo())

    def rows() -> Iterator[str]:
        yield writer.writerow(["Time", "What", "For", "Amount", "Balance", "Currency"])
        for line in whole_statement(own_wallet) if own_wallet else ():
            yield writer.writerow(
                [
                    line.at.astimezone(zone).isoformat(timespec="seconds"),
                    line.words,
                    _as_text(line.subject.label if line.subject else ""),
                    to_major(line.amount_minor),
                    to_major(line.balance_minor),
                    settings.CURRENCY,
                ]
            )

    return rows()


def _as_text(cell: str) -> str:
    """Return `cell` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
