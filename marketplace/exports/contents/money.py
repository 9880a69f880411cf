"""Money beside the statement: deposits, holds, withdrawals, where they go, and documents."""

from marketplace.exports.contents.account import INFLUENCER, MEMBERS
from marketplace.exports.contents.statement import STATEMENT
from marketplace.exports.tables import CURRENCY, Column, Source, Table, money, words
from marketplace.ledger.models import (
    BillingDetails,
    Deposit,
    Document,
    DocumentKind,
    Hold,
    Payout,
    PayoutMethod,
)


def _masked(kind: str, holder: str, iban: str, details: str) -> str:
    """Return a payout method as pages show it, without the whole account number."""
    return PayoutMethod(kind=kind, holder=holder, iban=iban, details=details).label


def _full_number(kind: str, year: int, number: int) -> str:
    """Return a document's number as it is printed."""
    return Document(kind=kind, year=year, number=number).full_number


DEPOSITS = Table(
    name="deposits",
    about="Deposits you started.",
    roles=MEMBERS,
    rows=lambda scope: Deposit.objects.of_user(scope.user),
    columns={
        "Started": "created",
        "Amount": money("amount_minor"),
        "Taken back": money("charged_back_minor"),
        "Currency": CURRENCY,
        "State": "status",
        "In the wallet": "credited_at",
        "E-mail address given to the provider": "billing_email",
        "Address": "customer_ip_address",
    },
)

HOLDS = Table(
    name="holds",
    about="Earnings that were on hold before they cleared.",
    roles=INFLUENCER,
    rows=lambda scope: Hold.objects.of_user(scope.user),
    columns={
        "Released": "created_at",
        "Amount": money("amount_minor"),
        "Taken for what you owed": money("taken_minor"),
        "Currency": CURRENCY,
        "Clears": "clears_at",
        "Cleared": "cleared_at",
        "Reversed": "reversed_at",
        "Frozen": "frozen_at",
        "Reason": "frozen_reason",
    },
)

PAYOUT_METHODS = Table(
    name="payout_details",
    about="Where your withdrawals are and were paid; account numbers are shortened.",
    roles=MEMBERS,
    rows=lambda scope: PayoutMethod.objects.of_user(scope.user),
    columns={
        "Paid to": Column(("kind", "holder", "iban", "details"), _masked),
        "Kind": words("kind", PayoutMethod.Kind),
        "Added": "created_at",
        "Usable": "usable_at",
        "Replaced": "retired_at",
    },
)

PAYOUTS = Table(
    name="withdrawals",
    about="Your withdrawals.",
    roles=MEMBERS,
    rows=lambda scope: Payout.objects.of_user(scope.user),
    columns={
        "Requested": "requested_at",
        "Amount": money("amount_minor"),
        "Currency": CURRENCY,
        "Paid to": "destination",
        "State": words("state", Payout.State),
        "Settled": "settled_at",
        "Note": "note",
    },
)

BILLING = Table(
    name="billing_details",
    about="Whom your documents are made out to.",
    roles=MEMBERS,
    rows=lambda scope: BillingDetails.objects.filter(user=scope.user),
    columns={
        "Name": "name",
        "Street": "street",
        "Postcode": "postcode",
        "City": "city",
        "Country": "country",
        "Tax number": "tax_number",
        "Changed": "updated_at",
    },
)

DOCUMENTS = Table(
    name="documents",
    about="Invoices and receipts made out to you; download them in your wallet.",
    roles=MEMBERS,
    rows=lambda scope: Document.objects.of_user(scope.user),
    columns={
        "Number": Column(("kind", "year", "number"), _full_number),
        "Kind": words("kind", DocumentKind),
        "Issued": "issued_at",
        "For": "subject",
        "Net": money("net_minor"),
        "Tax": money("tax_minor"),
        "Gross": money("gross_minor"),
        "Currency": CURRENCY,
    },
)

ABOUT_MONEY: list[Source] = [
    STATEMENT,
    DEPOSITS,
    HOLDS,
    PAYOUT_METHODS,
    PAYOUTS,
    BILLING,
    DOCUMENTS,
]
