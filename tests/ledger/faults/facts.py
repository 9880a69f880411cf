"""What the books say, as JSON: `python -m tests.ledger.faults.facts`."""

import json
import sys

import django

django.setup()

from ads.models import Ad, AdEvent  # noqa: E402
from marketplace.ledger.models import Hold, IdempotencyKey, Payout, Transfer  # noqa: E402


def main() -> None:
    """Print how every ad stands, every transfer's amount, and how often each thing was done."""
    facts = {
        "transfers": dict(Transfer.objects.values_list("reference", "amount_minor")),
        "ads": {
            ad.pk: [ad.state, ad.escrow_account.balance_minor if ad.escrow_account else 0]
            for ad in Ad.objects.select_related("escrow_account")
        },
        "funded": list(AdEvent.objects.filter(transition="fund").values_list("ad_id", flat=True)),
        "completed": list(
            AdEvent.objects.filter(transition="complete").values_list("ad_id", flat=True)
        ),
        "holds": list(Hold.objects.values_list("release__reference", flat=True)),
        "payouts": [list(row) for row in Payout.objects.values_list("amount_minor", "state")],
        "keys": [str(key) for key in IdempotencyKey.objects.values_list("key", flat=True)],
    }
    json.dump(facts, sys.stdout)


if __name__ == "__main__":
    main()
