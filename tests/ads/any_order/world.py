"""What all rules share: the two parties, the clock, the count, and what must never change."""

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import User
from ads import actions, turns
from ads.models import Ad, AdEvent, Proposal
from ads.terms import terms_digest
from ads.workflow import ON_DEADLINE, TERMINAL, Side, State
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import clear_due_holds, post_opening_balance
from marketplace.ledger.laws import check_all
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.campaigns import make_campaign

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOSTLY = st.sampled_from([True, True, True, True, False])
SIDES = st.sampled_from(list(Side))
# How often each move succeeded, by the name of its event, over all examples of a test.
taken: Counter[str] = Counter()
_looks = itertools.count()


def rows_written() -> int:
    """Return how many rows were written so far, those taken back included.

    Where nothing was written the laws, which cost more than all else, need no second look. Of
    the databases only SQLite counts; others are looked at after every step.
    """
    if connection.vendor == "sqlite":
        return int(connection.connection.total_changes)
    return next(_looks)


class World(RuleBasedStateMachine):
    """A sponsor with a campaign, an influencer, a moderator, and a clock."""

    @initialize(budget=st.sampled_from([60_000, 900_000, 5_000_000]))
    def begin(self, budget: int) -> None:
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.now = START
        self.campaign = make_campaign(
            make_sponsor(), budget_minor=budget, end_date=START.date() + timedelta(days=900)
        )
        self.influencer = make_influencer()
        self.moderator = make_moderator()
        self.ad: Ad | None = None
        self.known: State | None = None
        self.last_event = 0
        self.purses = 0
        self.lawful_at = -1
        self.ended: dict[int, str] = {}
        self.frozen: dict[tuple[str, int], str] = {}

    def teardown(self) -> None:
        if hasattr(self, "rollback"):
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    # --- What the rules use ---------------------------------------------------------------

    @property
    def state(self) -> State:
        """Where the ad stands; read once between two moves, as every rule's condition asks."""
        assert self.ad is not None
        if self.known is None:
            self.known = State(Ad.objects.values_list("state", flat=True).get(pk=self.ad.pk))
        return self.known

    def is_in(self, *states: State) -> bool:
        return self.ad is not None and self.state in states

    def user(self, side: Side) -> User:
        return self.campaign.sponsor.user if side is Side.SPONSOR else self.influencer.user

    def attempt(self, act: Callable[[], object]) -> bool:
        """Make a move; return whether it was allowed. A refusal must leave everything lawful."""
        self.known = None
        was_lawful = self.lawful_at == rows_written()
        try:
            with transaction.atomic():
                act()
        except Refused:
            taken["refused"] += 1
            if was_lawful:  # and is again: what was written is taken back
                self.lawful_at = rows_written()
            return False
        return True

    def sweep(self, until: datetime) -> None:
        """Let the clock come to `until`, if that lies ahead, and do what it does."""
        self.known = None
        self.now = max(self.now, until)
        actions.run_deadlines(now=self.now)
        clear_due_holds(now=self.now)

    def fill_purse(self, amount_minor: int) -> None:
        """Give the sponsor money to pay with."""
        if amount_minor:
            self.purses += 1
            post_opening_balance(
                user=self.user(Side.SPONSOR),
                amount_minor=amount_minor,
                reference=f"test:{self.campaign.pk}:{self.purses}",
            )

    def go_on(self, steps: int) -> None:
        """Do what the turn asks for: see `work.Work`."""
        raise NotImplementedError

    @precondition(lambda self: self.ad is not None)
    @rule(hours=st.sampled_from([1, 1, 1, 1, 5, 5, 30, 80, 24 * 8, 24 * 31]))
    def wait(self, hours: int) -> None:
        self.sweep(self.now + timedelta(hours=hours))

    # --- What never changes ----------------------------------------------------------------

    @invariant()
    def count(self) -> None:
        """Count what succeeded since the last step."""
        for event in AdEvent.objects.filter(pk__gt=self.last_event).order_by("pk"):
            taken[event.transition] += 1
            self.last_event = event.pk

    @invariant()
    def the_ledger_and_the_budget_hold(self) -> None:
        if self.lawful_at != rows_written():
            assert [str(violation) for violation in check_all()] == []
            self.lawful_at = rows_written()

    @invariant()
    def deadlines_ends_and_turns_are_as_the_design_says(self) -> None:
        for ad in Ad.objects.all():
            assert (ad.deadline_at is not None) == (ad.state in ON_DEADLINE)
            assert (ad.ended_at is not None) == (ad.state in TERMINAL)
            stored = {side: ad.acts_by(side) for side in Side if ad.acts_by(side)}
            assert stored == turns.asks(ad)
            if ad.state in TERMINAL:
                assert self.ended.setdefault(ad.pk, ad.state) == ad.state

    @invariant()
    def what_was_agreed_stays(self) -> None:
        for ad in Ad.objects.exclude(terms_hash=""):
            assert self.frozen.setdefault(("ad", ad.pk), ad.terms_hash) == ad.terms_hash
            assert terms_digest(ad.terms) == ad.terms_hash
            before = ad.terms_hash
            for amendment in ad.proposals.filter(
                kind=Proposal.Kind.AMENDMENT, state=Proposal.State.ACCEPTED
            ).order_by("closed_at", "pk"):
                key = ("amendment", amendment.pk)
                assert amendment.terms["amends"] == before
                before = amendment.terms_hash
                assert self.frozen.setdefault(key, before) == before
                assert terms_digest(amendment.terms) == before
