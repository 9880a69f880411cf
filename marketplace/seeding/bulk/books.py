"""The money of the told ads, moved in the order of time as the ledger's actions would."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection
from django.db.models import F
from payments import PaymentStatus

from accounts.models import User
from ads.models import Ad
from marketplace.kernel.money import to_major
from marketplace.ledger.actions import site_account
from marketplace.ledger.fees import split_fee
from marketplace.ledger.limits import MAX_DEPOSIT_MINOR, MIN_DEPOSIT_MINOR
from marketplace.ledger.models import (
    SITE_KINDS,
    Account,
    AccountKind,
    Deposit,
    Hold,
    Payout,
    Transfer,
    TransferKind,
)
from marketplace.seeding.bulk.dice import Dice
from marketplace.seeding.bulk.rows import Rows


class Books:
    """Notes what is to be paid, then plays it; sponsors pay in what they need before they need it.

    Amounts are minor units.
    """

    def __init__(self, *, dice: Dice, rows: Rows, now: datetime) -> None:
        self.dice, self.rows, self.now = dice, rows, now
        self.moderator = User.objects.moderators().order_by("pk").first()
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._noted = 0
        self._own: dict[tuple[AccountKind, int], Account] = {}
        self._opened: list[Account] = []
        # Counts only what is added: the rows may be older than this market.
        self._site = {kind: Account(pk=site_account(kind).pk, kind=kind) for kind in SITE_KINDS}

    def open_escrow(self) -> Account:
        """Return a new escrow account."""
        return self._open(Account(kind=AccountKind.ESCROW))

    def fund(self, ad: Ad, payer: User, at: datetime) -> None:
        """Note that `payer` pays the ad's price into its escrow at that moment."""
        self._note(at, partial(self._fund, ad, payer, at))

    def release(self, ad: Ad, at: datetime) -> None:
        """Note that the escrow is released to the influencer."""
        self._note(at, partial(self._release, ad, at))

    def refund(self, ad: Ad, payer: User, at: datetime) -> None:
        """Note that the escrow goes back to `payer`."""
        self._note(at, partial(self._refund, ad, payer, at))

    def finish(self) -> None:
        """Play everything noted, and what follows from it until now; write the counters."""
        while self._agenda:
            heapq.heappop(self._agenda)[2]()
        self.rows.write_all()
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE ledger_account SET debits_minor = %s, credits_minor = %s WHERE id = %s",
                [(a.debits_minor, a.credits_minor, a.pk) for a in self._opened],
            )
        for account in self._site.values():
            Account.objects.filter(pk=account.pk).update(
                debits_minor=F("debits_minor") + account.debits_minor,
                credits_minor=F("credits_minor") + account.credits_minor,
            )

    def _note(self, at: datetime, step: Callable[[], None]) -> None:
        """Note `step`, unless it lies in the future."""
        if at <= self.now:
            self._noted += 1
            heapq.heappush(self._agenda, (at, self._noted, step))

    def _account(self, kind: AccountKind, user: User) -> Account:
        key = (kind, user.pk)
        if key not in self._own:
            self._own[key] = self._open(Account(kind=kind, user=user))
        return self._own[key]

    def _open(self, account: Account) -> Account:
        """Hand over an account; its counters are written again at the end."""
        account.pk = self.rows.number(Account)
        self._opened.append(account)
        self.rows.add(account)
        return account

    def _post(
        self,
        kind: TransferKind,
        way: tuple[Account, Account],
        amount_minor: int,
        reference: str,
        at: datetime,
    ) -> Transfer:
        """Move the counters of both accounts and add the transfer."""
        debit, credit = way
        debit.debits_minor += amount_minor
        credit.credits_minor += amount_minor
        transfer = Transfer(
            pk=self.rows.number(Transfer),
            debit_account=debit,
            credit_account=credit,
            amount_minor=amount_minor,
            kind=kind,
            reference=reference,
            created_at=at,
        )
        self.rows.add(transfer)
        return transfer

    def _fund(self, ad: Ad, payer: User, at: datetime) -> None:
        wallet, price = self._account(AccountKind.WALLET, payer), ad.price_minor or 0
        while (missing := price - _balance(wallet)) > 0:
            # Rounded up to a hundred, often with something to spare for the next ad.
            wanted = int(missing * self.dice.between(1, 2.5)) // 10_000 * 10_000 + 10_000
            self._deposit(payer, min(MAX_DEPOSIT_MINOR, max(MIN_DEPOSIT_MINOR, wanted)), at)
        way = (wallet, _escrow(ad))
        self._post(TransferKind.FUND, way, price, f"ad:{ad.pk}:fund", at)

    def _deposit(self, user: User, amount_minor: int, at: datetime) -> None:
        deposit = Deposit(
            pk=self.rows.number(Deposit),
            user=user,
            amount_minor=amount_minor,
            form_key=self.dice.key(),
            token=str(self.dice.key()),
            variant=settings.PAYMENT_PROVIDER,
            status=PaymentStatus.CONFIRMED,
            currency=settings.CURRENCY,
            total=to_major(amount_minor),
            description=f"Deposit to a {settings.SITE_NAME} wallet",
            billing_email=user.email,
            credited_at=at,
        )
        self.rows.add(deposit)
        way = (self._site[AccountKind.EXTERNAL], self._account(AccountKind.WALLET, user))
        self._post(TransferKind.DEPOSIT, way, amount_minor, deposit.reference, at)

    def _release(self, ad: Ad, at: datetime) -> None:
        fee, net = split_fee(ad.price_minor or 0, ad.fee_bps or 0)
        account = self._account(AccountKind.HOLD, ad.influencer.user)
        reference = f"ad:{ad.pk}:release"
        escrow = _escrow(ad)
        release = self._post(TransferKind.RELEASE, (escrow, account), net, f"{reference}:net", at)
        if fee:
            way = (escrow, self._site[AccountKind.FEES])
            self._post(TransferKind.FEE, way, fee, f"{reference}:fee", at)
        hold = Hold(
            pk=self.rows.number(Hold),
            account=account,
            amount_minor=net,
            release=release,
            clears_at=at + timedelta(days=settings.HOLD_DAYS),
        )
        if hold.clears_at > self.now:
            self.rows.add(hold)
        else:
            self._note(hold.clears_at, partial(self._clear, hold, ad.influencer.user))

    def _clear(self, hold: Hold, owner: User) -> None:
        wallet = self._account(AccountKind.WALLET, owner)
        hold.cleared_at = hold.clears_at
        hold.clearing = self._post(
            TransferKind.CLEAR,
            (hold.account, wallet),
            hold.amount_minor,
            f"hold:{hold.pk}:clear",
            hold.clears_at,
        )
        self.rows.add(hold)
        if self.dice.chance(0.5):
            at = hold.clears_at + self.dice.days(0.1, 4)
            self._note(at, partial(self._withdraw, owner, at))

    def _refund(self, ad: Ad, payer: User, at: datetime) -> None:
        way = (_escrow(ad), self._account(AccountKind.WALLET, payer))
        self._post(TransferKind.REFUND, way, ad.price_minor or 0, f"ad:{ad.pk}:refund", at)

    def _withdraw(self, owner: User, at: datetime) -> None:
        """Ask for all there is; a moderator pays within days, or the bank returns it."""
        wallet = self._account(AccountKind.WALLET, owner)
        if owner.is_suspended or _balance(wallet) < settings.MIN_PAYOUT_MINOR:
            return
        payout = Payout(
            pk=self.rows.number(Payout),
            user=owner,
            amount_minor=_balance(wallet),
            destination="Account ending in 0000 (invented)",
            reference=f"payout:{self.dice.key()}",
            requested_at=at,
            not_before=at,
        )
        way = (wallet, self._account(AccountKind.PAYOUT, owner))
        self._post(TransferKind.WITHDRAW, way, payout.amount_minor, payout.reference, at)
        settled_at = at + self.dice.days(0.5, 3)
        if settled_at > self.now:
            self.rows.add(payout)
        else:
            self._note(settled_at, partial(self._settle, payout, settled_at))

    def _settle(self, payout: Payout, at: datetime) -> None:
        account = self._account(AccountKind.PAYOUT, payout.user)
        payout.settled_at, payout.settled_by = at, self.moderator
        if self.dice.chance(0.97):
            payout.state = Payout.State.PAID
            to, kind = self._site[AccountKind.EXTERNAL], TransferKind.PAY_OUT
        else:
            payout.state, payout.note = Payout.State.FAILED, "The bank does not know the account."
            to, kind = self._account(AccountKind.WALLET, payout.user), TransferKind.PAYOUT_RETURN
        suffix = "paid" if kind is TransferKind.PAY_OUT else "returned"
        reference = f"{payout.reference}:{suffix}"
        self._post(kind, (account, to), payout.amount_minor, reference, at)
        self.rows.add(payout)


def _balance(account: Account) -> int:
    """Return what an account holds that is not written yet."""
    return account.credits_minor - account.debits_minor


def _escrow(ad: Ad) -> Account:
    """Return the ad's escrow; every ad that was sent has one."""
    if ad.escrow_account is None:
        raise LookupError(f"ad {ad.pk} was never sent")
    return ad.escrow_account
