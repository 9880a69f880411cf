"""App configuration."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Accounts, transfers, holds, deposits and payouts."""

    name = "marketplace.ledger"
    label = "ledger"
    verbose_name = "Money"

    def ready(self) -> None:
        """Connect the payment provider's signal and fill the registries."""
        from marketplace.kernel.context import register_chrome

        from . import checks, describe, laws, mails, receivers  # noqa: F401
        from .chrome import wallet_balance

        register_chrome(wallet_balance)
        describe.register("hold", describe.hold_subjects)
        describe.register("payout", describe.payout_subjects)
        laws.register_own_laws()
        mails.register_mails()
