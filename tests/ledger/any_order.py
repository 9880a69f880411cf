"""Two people, their deposits, escrows, holds and payouts, moved in any order.

Beside the ledger runs a model that knows only what each move should come to: what each person
is worth, debts taken off, what is in escrow, the fees, and what is outside.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from payments import PaymentStatus

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions
from marketplace.ledger.fees import split_fee
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Account, AccountKind, Deposit, Hold, Payout
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import make_deposit, make_method

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
AMOUNTS = st.integers(100, 20_000)
PARTS = st.sampled_from([0, 1, 33, 50, 99, 100])  # per cent
WHO = st.sampled_from([0, 1])
WHICH = st.integers(0, 3)
# How often each move succeeded, over all examples of a test.
taken: Counter[str] = Counter()


class MoneyInAnyOrder(RuleBasedStateMachine):
    """The actions of the ledger, each at any moment."""

    @initialize()
    def begin(self) -> None:
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.now = START
        self.people = [make_user(role=User.Role.SPONSOR), make_user(role=User.Role.INFLUENCER)]
        self.methods = [make_method(person, now=START) for person in self.people]
        self.moderator = make_moderator()
        self.escrows: list[Account] = []
        self.payers: dict[int, User] = {}
        self.numbers = count(1)
        self.model: Counter[str] = Counter()
        self.moves = 0
        for who in (0, 1):
            self.deposit(who, 30_000)
            self.fund(who, 20_000)
        self.share_out(0, 50, 1_000)
        for amount in (6_000, 4_000):  # of the payee, who then has a hold and withdrawals
            self._ask(1, amount)

    def teardown(self) -> None:
        if hasattr(self, "rollback"):
            assert list(check_all()) == []
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    def attempt(self, name: str, act: Callable[[], object]) -> bool:
        """Make a move; return whether it did anything. A refusal leaves all as it was."""
        try:
            with transaction.atomic():
                done = act()
        except Refused:
            taken["refused"] += 1
            return False
        taken[name] += bool(done)
        return bool(done)

    def book(self, amount_minor: int, out_of: str, into: str) -> None:
        """Note in the model what moved."""
        self.model[out_of] -= amount_minor
        self.model[into] += amount_minor

    def worth(self, user: User | None) -> str:
        assert user is not None
        return f"worth of {user.pk}"

    @rule(who=WHO, amount=AMOUNTS)
    def deposit(self, who: int, amount: int) -> None:
        user = self.people[who]
        row = make_deposit(user, max(amount, 1_000))
        row.change_status(PaymentStatus.CONFIRMED)
        taken["deposit"] += 1
        self.book(row.amount_minor, "outside", self.worth(user))

    @rule(which=WHICH, part=st.sampled_from([1, 33, 50, 99, 100]))
    def charge_back(self, which: int, part: int) -> None:
        if row := pick(Deposit.objects.order_by("pk"), which):
            self._take_back("charge_back", [row], part)

    @rule(who=WHO)
    def charge_back_all(self, who: int) -> None:
        """Take every deposit of a person back, as after a stolen card."""
        rows = Deposit.objects.filter(user=self.people[who]).order_by("pk")
        self._take_back("charge_back", list(rows), 100)

    @rule(which=WHICH, part=st.sampled_from([0, 1, 50, 99]))
    def reinstate(self, which: int, part: int) -> None:
        taken_back = Deposit.objects.filter(charged_back_minor__gt=0).order_by("pk")
        if row := pick(taken_back, which):
            self._take_back("reinstate", [row], part)

    def _take_back(self, name: str, rows: list[Deposit], part: int) -> None:
        """Let `part` per cent of deposits of one person, or of what was taken of them, be taken
        back in all."""
        owner = rows[0].user
        reserves = reserves_of(owner)
        for row in rows:
            before, act = row.charged_back_minor, actions.charge_back_deposit
            total = row.amount_minor * part // 100
            if name == "reinstate":
                act, total = actions.reinstate_deposit, before * part // 100
            # Not an attempt: what a bank takes is gone, so the books may not refuse to say so.
            taken[name] += bool(act(deposit_id=row.pk, total_minor=total, now=self.now))
            row.refresh_from_db()
            self.book(row.charged_back_minor - before, self.worth(owner), "outside")
        taken["hold and withdrawals"] += have_all_fallen(reserves, reserves_of(owner))

    @rule(who=WHO, amount=AMOUNTS)
    def fund(self, who: int, amount: int) -> None:
        escrow, user = actions.open_escrow(), self.people[who]
        if self.attempt(
            "fund",
            lambda: actions.fund_escrow(
                payer=user,
                escrow=escrow,
                amount_minor=amount,
                reference=f"x:{escrow.pk}:fund",
                now=self.now,
            ),
        ):
            self.escrows.append(escrow)
            self.payers[escrow.pk] = user
            self.book(amount, self.worth(user), "escrows")

    @rule(which=WHICH, part=PARTS, bps=st.sampled_from([0, 1, 333, 1_000, 9_999]))
    def share_out(self, which: int, part: int, bps: int) -> None:
        if not self.escrows:
            return
        escrow = self.escrows.pop(which % len(self.escrows))
        escrow.refresh_from_db()
        payer = self.payers[escrow.pk]
        payee = next(person for person in self.people if person != payer)
        gross = escrow.balance_minor * part // 100
        rest = escrow.balance_minor - gross
        if gross:
            fee, net = split_fee(gross, bps)
            actions.release_escrow(
                escrow=escrow,
                payer=payer,
                payee=payee,
                gross_minor=gross,
                fee_bps=bps,
                reference=f"x:{escrow.pk}:release",
                clears_at=self.now + timedelta(days=3),
                now=self.now,
            )
            taken["release"] += 1
            self.book(fee, "escrows", "fees")
            self.book(net, "escrows", self.worth(payee))
        if rest:
            self._refund(escrow, rest, "refund")

    def _refund(self, escrow: Account, amount: int, word: str) -> None:
        payer = self.payers[escrow.pk]
        actions.refund_escrow(
            escrow=escrow,
            payer=payer,
            amount_minor=amount,
            reference=f"x:{escrow.pk}:{word}",
            now=self.now,
        )
        taken["refund"] += 1
        self.book(amount, "escrows", self.worth(payer))

    @rule(which=WHICH, how=st.sampled_from(["reverse", "freeze", "freeze", "wait", "wait"]))
    def go_on_with_hold(self, which: int, how: str) -> None:
        """Bring a release back, freeze or unfreeze its hold, or let all holds become due."""
        hold = pick(Hold.objects.order_by("pk"), which)
        if how == "wait":
            self.now += timedelta(days=3)
            taken["clear"] += actions.clear_due_holds(now=self.now)
            self._collect([40, 100, 120, 100][which])
        elif hold is not None and how == "reverse":
            self._reverse(hold)
        elif hold is not None and hold.is_frozen:
            self.attempt("unfreeze", lambda: actions.unfreeze_hold(actor=self.moderator, hold=hold))
        elif hold is not None:
            self.attempt(
                "freeze",
                lambda: actions.freeze_hold(actor=self.moderator, hold=hold, reason="Doubtful"),
            )

    def _reverse(self, hold: Hold) -> None:
        gross = actions.reverse_release(hold=hold, now=self.now)
        taken["reverse"] += bool(gross)
        if gross:
            self.book(hold.amount_minor, self.worth(hold.owner), "escrows")
            self.book(gross - hold.amount_minor, "fees", "escrows")
            self._refund(hold.release.debit_account, gross, "reversed")

    @rule(
        who=WHO,
        which=WHICH,
        amount=st.integers(2_000, 9_000),
        how=st.sampled_from(["ask", "next", "next", "next", "cancel", "failed", "paid"]),
    )
    def withdraw(self, who: int, which: int, amount: int, how: str) -> None:
        """Ask for a payout, or go on with one of those under way."""
        payout = pick(Payout.objects.order_by("pk"), which)
        if payout is None or how == "ask":
            self._ask(who, amount)
            return
        if how == "next":
            how = {"requested": "batch", "in_batch": "paid"}.get(payout.state, "failed")
        moderator, now, was_paid = self.moderator, self.now, payout.state == Payout.State.PAID
        moves: dict[str, Callable[[], object]] = {
            "cancel": lambda: actions.cancel_payout(actor=payout.user, payout=payout, now=now),
            "batch": lambda: actions.make_batches(actor=moderator, payouts=[payout], now=now),
            "paid": lambda: actions.mark_payout_paid(actor=moderator, payout=payout, now=now),
            "failed": lambda: actions.mark_payout_failed(
                actor=moderator, payout=payout, reason="No such account", now=now
            ),
        }
        if not self.attempt(how, moves[how]):
            return
        if how == "paid":
            self.book(payout.amount_minor, self.worth(payout.user), "outside")
        elif how == "failed" and was_paid:
            taken["sent back"] += 1
            self.book(payout.amount_minor, "outside", self.worth(payout.user))

    def _ask(self, who: int, amount: int) -> None:
        self.attempt(
            "withdraw",
            lambda: actions.request_payout(
                actor=self.people[who],
                amount_minor=amount,
                method=self.methods[who],
                reference=f"payout:{next(self.numbers)}",
                now=self.now,
            ),
        )

    def _collect(self, part: int) -> None:
        amount = actions.site_account(AccountKind.FEES).balance_minor * part // 100
        if self.attempt(
            "collect",
            lambda: actions.collect_fees(
                actor=self.moderator, amount_minor=amount, form_key=uuid4(), now=self.now
            ),
        ):
            self.book(amount, "fees", "outside")

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        self.moves += 1
        if self.moves % 5 == 0:  # the dearest part of the test
            assert list(check_all()) == []
        found: Counter[str] = Counter()
        names = {
            AccountKind.EXTERNAL: "outside",
            AccountKind.FEES: "fees",
            AccountKind.ESCROW: "escrows",
        }
        for account in Account.objects.select_related("user"):
            name = names.get(AccountKind(account.kind)) or self.worth(account.user)
            found[name] += account.balance_minor
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in self.model.items() if v}


def reserves_of(user: User) -> tuple[int, int]:
    """Return what the user has on hold and in withdrawals that nobody pays yet."""
    holds, payouts = Hold.objects.of_user(user).waiting(), Payout.objects.of_user(user).requested()
    return holds.total_minor(), payouts.total_minor()


def have_all_fallen(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether both were needed."""
    return all(now < then for now, then in zip(after, before, strict=True))


def pick(rows: QuerySet[Any], which: int) -> Any:
    """Return one of the newest rows, if there are any."""
    newest = list(rows.reverse()[:4])
    return newest[which % len(newest)] if newest else None
