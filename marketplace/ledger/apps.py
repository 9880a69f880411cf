"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig

# Holds are looked at every ten minutes; this leaves room for a busy hour.
HOLD_LIMIT = timedelta(minutes=30)


class LedgerConfig(AppConfig):
    """Accounts, transfers, holds, deposits and payouts."""

    name = "marketplace.ledger"
    label = "ledger"
    verbose_name = "Money"

    def ready(self) -> None:
        """Connect the payment provider's signal and fill the registries."""
        from marketplace.kernel.context import register_chrome
        from marketplace.kernel.jobs.due import register_due

        from . import (  # noqa: F401
            checks,
            checks_of_documents,
            checks_of_payouts,
            describe,
            laws,
            laws_of_documents,
            mails,
            receivers,
        )
        from .chrome import wallet_balance
        from .models import Hold

        register_chrome(wallet_balance)
        describe.register("deposit", describe.deposit_subjects)
        describe.register("hold", describe.hold_subjects)
        describe.register("payout", describe.payout_subjects)
        describe.register("repay", describe.repayment_subjects)
        laws.register_own_laws()
        laws_of_documents.register_laws_of_documents()
        mails.register_mails()
        register_due("holds", Hold.objects.oldest_due_at, HOLD_LIMIT, done_by="holds")
