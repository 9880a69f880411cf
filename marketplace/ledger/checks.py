"""What must be true of the settings before the site handles money."""

from typing import Any

from django.conf import settings
from django.core import checks
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


@register
def stripe_is_verified(**kwargs: Any) -> list[CheckMessage]:
    """Refuse Stripe where its events would be believed without a signature."""
    _, config = settings.PAYMENT_VARIANTS.get("stripe", (None, None))
    if config is None or (
        config.get("secure_endpoint", True)
        and config["endpoint_secret"].startswith("whsec_")
        and config["api_key"].startswith(("sk_", "rk_"))
    ):
        return []
    return [
        Error(
            "Stripe is not told from somebody who only claims to be Stripe.",
            hint="Set STRIPE_API_KEY to a secret key (sk_… or rk_…) and STRIPE_ENDPOINT_SECRET "
            "to the signing secret of the webhook (whsec_…).",
            id="ledger.E002",
        )
    ]


@register
def stripe_counts_the_currency(**kwargs: Any) -> list[CheckMessage]:
    """Refuse Stripe in a currency whose amounts it might read differently."""
    if "stripe" not in settings.PAYMENT_VARIANTS:
        return []
    from .providers.amounts import is_counted_by_stripe

    if is_counted_by_stripe(settings.CURRENCY):
        return []
    return [
        Error(
            f"Amounts in {settings.CURRENCY} cannot be told to Stripe beyond doubt.",
            hint="Set CURRENCY to another one, or PAYMENT_PROVIDER to another provider.",
            id="ledger.E003",
        )
    ]


@register(deploy=True)
def stripe_takes_real_money(**kwargs: Any) -> list[CheckMessage]:
    """Warn where a site that is no demo takes the test cards, which everybody knows, for money."""
    _, config = settings.PAYMENT_VARIANTS.get("stripe", (None, None))
    if settings.DEBUG or settings.DEMO or config is None or "_test_" not in config["api_key"]:
        return []
    return [
        checks.Warning(
            "STRIPE_API_KEY is a test key: test cards fill wallets, and payouts are real.",
            hint="Use a live key before real users come.",
            id="ledger.W001",
        )
    ]
