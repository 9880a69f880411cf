"""What must be true of the settings before the site handles money."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string
from payments.dummy import DummyProvider


@register
def dummy_provider_only_in_demos(**kwargs: Any) -> list[CheckMessage]:
    """Refuse the provider that confirms a payment on a plain GET, unless DEBUG or DEMO is on."""
    if settings.DEBUG or settings.DEMO:
        return []
    return [
        Error(
            f"The payment variant {name!r} moves no real money.",
            hint="Set PAYMENT_PROVIDER to a real provider, or turn DEMO on.",
            id="ledger.E001",
        )
        for name, (provider, _) in settings.PAYMENT_VARIANTS.items()
        if issubclass(import_string(provider), DummyProvider)
    ]
