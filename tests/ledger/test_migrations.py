"""Books kept before chargebacks, payout methods and documents were known go on unbroken."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import laws
from marketplace.ledger.models import Payout
from tests.factories.accounts import make_user
from tests.factories.ledger import fill_wallet
from tests.migrating import before, let_flush_delete

TRIGGERS = {
    "sqlite": {
        "account_kept",
        "account_no_delete",
        "deposit_kept",
        "deposit_no_delete",
        "document_no_delete",
        "document_no_update",
        "hold_kept",
        "hold_no_delete",
        "payout_kept",
        "payout_no_delete",
        "payoutmethod_kept",
        "transfer_no_delete",
        "transfer_no_update",
        "transfer_reversal",
        "transfer_route",
    },
    "postgresql": {
        "account_kept",
        "account_no_delete",
        "account_no_truncate",
        "deposit_kept",
        "deposit_no_delete",
        "deposit_no_truncate",
        "document_append_only",
        "document_no_truncate",
        "hold_kept",
        "hold_no_delete",
        "hold_no_truncate",
        "payout_kept",
        "payout_no_delete",
        "payout_no_truncate",
        "payoutmethod_kept",
        "transfer_append_only",
        "transfer_no_truncate",
        "transfer_route",
    },
}
OLD_TRIGGERS = {
    # Going back from 0004, SQLite makes the table anew, and its triggers are gone.
    "sqlite": set(),
    "postgresql": {"transfer_append_only"},
}
QUERIES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger%'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
    "AND tgrelid::regclass::text LIKE 'ledger%'",
}


def triggers() -> set[str]:
    """Return the names of the ledger's triggers."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_old_books_are_carried_over_and_their_triggers_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = make_user(role=User.Role.INFLUENCER)
    wallet = fill_wallet(user, 5_000)
    found = []
    monkeypatch.setattr("tests.migrating.let_flush_delete", lambda: found.append(triggers()))
    with before(("ledger", "0002_append_only_transfers")) as old:
        assert triggers() == OLD_TRIGGERS[connection.vendor]
        asked = timezone.now()
        account = old.get_model("ledger", "Account")
        payout_account = account.objects.create(kind="payout", user_id=user.pk, credits_minor=3_000)
        account.objects.filter(pk=wallet.pk).update(debits_minor=3_000)
        old.get_model("ledger", "Transfer").objects.create(
            debit_account_id=wallet.pk,
            credit_account=payout_account,
            amount_minor=3_000,
            kind="withdraw",
            reference="payout:old",
            created_at=asked,
        )
        old.get_model("ledger", "Payout").objects.create(
            user_id=user.pk,
            amount_minor=3_000,
            destination="Sample Person, 0000 1111",
            reference="payout:old",
            requested_at=asked,
        )
    assert found == [TRIGGERS[connection.vendor]]
    payout = Payout.objects.get()
    assert (payout.not_before, payout.method, payout.state) == (asked, None, "requested")
    assert list(laws.check_all()) == []
    monkeypatch.undo()
    let_flush_delete()
