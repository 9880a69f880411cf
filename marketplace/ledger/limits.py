"""What one deposit may be, in minor units, and how long it can be paid. The least payout is a
setting."""

from datetime import timedelta

from django.conf import settings

MIN_DEPOSIT_MINOR = 500
# django-payments stores at most 9,999,999.99; this keeps typing errors smaller.
MAX_DEPOSIT_MINOR = 5_000_000
# Stripe's page to pay on expires at most 24 hours after it was made, which is also what it gets
# unless told otherwise: https://docs.stripe.com/payments/checkout/managing-limited-inventory
CHECKOUT_LIFE = timedelta(hours=24)


def deposit_step_minor() -> int:
    """Return what every deposit has to be a multiple of, for the provider in use."""
    if settings.PAYMENT_PROVIDER != "stripe":
        return 1
    # Here, because it loads Stripe's library, which other sites do without.
    from .providers.amounts import step_minor

    return step_minor(settings.CURRENCY)


def nearest_deposit_minor(amount_minor: int) -> int:
    """Return the least deposit that covers `amount_minor`, or the greatest there is."""
    step = deposit_step_minor()
    return min(max(-(-amount_minor // step) * step, MIN_DEPOSIT_MINOR), MAX_DEPOSIT_MINOR)
