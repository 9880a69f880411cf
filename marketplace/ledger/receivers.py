"""What happens here when something else moves."""

from typing import Any

from django.dispatch import receiver
from payments.signals import status_changed

from . import actions
from .models import Deposit


@receiver(status_changed, sender=Deposit, dispatch_uid="ledger.credit_confirmed_deposit")
def credit_confirmed_deposit(instance: Deposit, **kwargs: Any) -> None:
    """Credit a deposit as soon as its provider confirms it, in the same transaction."""
    transfer = actions.confirm_deposit(deposit_id=instance.pk)
    instance.credited_at = transfer.created_at if transfer else None
