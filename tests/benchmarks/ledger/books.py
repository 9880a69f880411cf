"""The accounts that money is posted between, rich enough never to run dry."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import User
from marketplace.ledger.actions import Entry, post_transfers, site_account
from marketplace.ledger.models import Account, AccountKind, TransferKind

WALLETS = ESCROWS = 500
RICHES = 1_000_000_000_000
LARGEST = 100_000
EMAIL = "bench-payer-{}@example.com"
Move = tuple[TransferKind, Account, Account, int]


def make() -> None:
    """Open a thousand accounts and fill them, unless they are there."""
    if User.objects.filter(email=EMAIL.format(1)).exists():
        return
    numbers = range(1, WALLETS + 1)
    users = User.objects.bulk_create([User(email=EMAIL.format(number)) for number in numbers])
    world = site_account(AccountKind.EXTERNAL)
    wallets = Account.objects.bulk_create(
        [Account(kind=AccountKind.WALLET, user=user) for user in users]
    )
    escrows = Account.objects.bulk_create(
        [Account(kind=AccountKind.ESCROW) for _ in range(ESCROWS)]
    )
    for wallet, escrow in zip(wallets, escrows, strict=True):
        name = f"bench:{wallet.pk}"
        opening = (TransferKind.OPENING, world, wallet, 2 * RICHES, f"{name}:opening")
        funding = (TransferKind.FUND, wallet, escrow, RICHES, f"{name}:fund")
        post_transfers([entry(*opening), entry(*funding)])


def entry(
    kind: TransferKind, debit: Account, credit: Account, amount_minor: int, reference: str
) -> Entry:
    """Return what is to be posted."""
    return Entry(
        kind=kind, debit=debit, credit=credit, amount_minor=amount_minor, reference=reference
    )


@dataclass(frozen=True, slots=True)
class Books:
    """The accounts, as a process that posts holds them."""

    world: Account
    wallets: list[Account]
    escrows: list[Account]

    @classmethod
    def load(cls) -> "Books":
        """Read them."""
        numbers = range(1, WALLETS + 1)
        owners = [EMAIL.format(number) for number in numbers]
        wallets = Account.objects.of_kind(AccountKind.WALLET).filter(user__email__in=owners)
        names = [f"bench:{wallet.pk}:fund" for wallet in wallets]
        escrows = Account.objects.filter(incoming__reference__in=names)
        return cls(site_account(AccountKind.EXTERNAL), list(wallets), list(escrows))

    def pairs(self) -> Iterator[Move]:
        """Yield moves between a wallet and an escrow, any of them, in either direction."""
        while True:
            wallet, escrow = random.choice(self.wallets), random.choice(self.escrows)
            amount = random.randint(1, LARGEST)
            if random.random() < 0.5:
                yield TransferKind.FUND, wallet, escrow, amount
            else:
                yield TransferKind.REFUND, escrow, wallet, amount

    def hot(self) -> Iterator[Move]:
        """Yield deposits into any wallet: all of them out of the one account of the world."""
        while True:
            wallet = random.choice(self.wallets)
            yield TransferKind.DEPOSIT, self.world, wallet, random.randint(1, LARGEST)
