"""App configuration."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Accounts, transfers, holds, deposits and payouts."""

    name = "marketplace.ledger"
    label = "ledger"
    verbose_name = "Money"
