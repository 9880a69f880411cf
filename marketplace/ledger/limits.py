"""What one deposit may be, in minor units. The least payout is a setting."""

MIN_DEPOSIT_MINOR = 500
# django-payments stores at most 9,999,999.99; this keeps typing errors smaller.
MAX_DEPOSIT_MINOR = 5_000_000
