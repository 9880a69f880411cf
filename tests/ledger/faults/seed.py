"""What the calls ask for, put there by the real actions: `python -m tests.ledger.faults.seed`.

Takes how many calls to fund, release and withdraw are wanted, and prints them
as JSON, with the references of the transfers that were made before.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from ads.models import Ad  # noqa: E402
from ads.workflow import State  # noqa: E402
from marketplace.ledger.models import Transfer  # noqa: E402
from tests.factories.accounts import PASSWORD, make_influencer  # noqa: E402
from tests.factories.ads import PRICE_MINOR, make_ad  # noqa: E402
from tests.factories.campaigns import make_campaign  # noqa: E402
from tests.factories.ledger import fill_wallet, make_method  # noqa: E402

# So many calls go to the same wallet, and to ads of the same campaign.
EACH = 3


class People:
    """Who sends the calls, each signed in once."""

    def __init__(self, size: int) -> None:
        self.campaigns = [make_campaign() for _ in range(size)]
        self.influencers = [make_influencer() for _ in range(size)]
        self._cookies: dict[int, str] = {}

    def call(self, kind: str, user: User, path: str, subject: str, **typed: Any) -> dict[str, Any]:
        """Return a call of `kind`, to be sent by `user`."""
        if user.pk not in self._cookies:
            client = Client(HTTP_HOST="127.0.0.1")
            client.force_login(user)
            self._cookies[user.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
        session = {settings.SESSION_COOKIE_NAME: self._cookies[user.pk]}
        return {
            "kind": kind, "path": path, "subject": subject, "session": session, "typed": typed,
        }  # fmt: skip

    def ad(self, number: int, state: str, *, shift: int = 0) -> Ad:
        """Return an ad in `state` between two of these people, who share no other open ad."""
        group, place = divmod(number, EACH)
        return make_ad(
            state,
            campaign=self.campaigns[group],
            influencer=self.influencers[(group + place + shift) % len(self.influencers)],
        )


def to_fund(people: People, size: int) -> Iterator[dict[str, Any]]:
    """Yield calls that fund, from wallets that hold enough to pay everything twice."""
    for number in range(size):
        ad = people.ad(number, State.ACCEPTED)
        sponsor = ad.campaign.sponsor.user
        if number % EACH == 0:
            fill_wallet(sponsor, 2 * EACH * PRICE_MINOR)
        yield people.call("fund", sponsor, reverse("ads:fund", args=[ad.pk]), f"{ad.pk}")


def to_release(people: People, size: int) -> Iterator[dict[str, Any]]:
    """Yield calls that complete an ad, which releases its escrow."""
    for number in range(size):
        ad = people.ad(number, State.POSTED, shift=EACH)
        sponsor = ad.campaign.sponsor.user
        yield people.call("release", sponsor, reverse("ads:complete", args=[ad.pk]), f"{ad.pk}")


def to_withdraw(people: People, size: int) -> Iterator[dict[str, Any]]:
    """Yield calls that withdraw, each another amount, from wallets that hold more than enough."""
    for number in range(size):
        place = number % len(people.influencers)
        user = people.influencers[place].user
        amount_minor = settings.MIN_PAYOUT_MINOR + number
        if number == place:
            make_method(user)
            fill_wallet(user, 2 * size * amount_minor)
        typed = {
            "amount_minor": f"{amount_minor / 100:.2f}",
            "password": PASSWORD,
            "destination": "0000 1111",
        }
        yield people.call("withdraw", user, reverse("ledger:withdraw"), f"{amount_minor}", **typed)


def main(*sizes: int) -> None:
    """Make everything in one transaction and print the calls."""
    kinds: tuple[Callable[[People, int], Iterator[dict[str, Any]]], ...]
    kinds = (to_fund, to_release, to_withdraw)
    with transaction.atomic():
        people = People(max(-(-max(sizes[:2]) // EACH), 2 * EACH))
        calls = [
            call for make, size in zip(kinds, sizes, strict=True) for call in make(people, size)
        ]
    transfers = list(Transfer.objects.values_list("reference", flat=True))
    json.dump({"calls": calls, "transfers": transfers}, sys.stdout)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
