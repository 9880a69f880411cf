"""One campaign and one influencer, moved in any order by whoever and by the clock."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from accounts.models import User
from ads import actions
from ads.models import Ad
from ads.terms import Draft, terms_digest
from ads.workflow import ASKED, NEGOTIATING, ON_DEADLINE, TERMINAL, Side, State
from campaigns.actions import pause_campaign
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import clear_due_holds, post_opening_balance
from marketplace.ledger.laws import check_all
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_terms
from tests.factories.campaigns import make_campaign

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOSTLY = st.sampled_from([True, True, True, True, False])
ANSWERS = st.sampled_from(
    [
        "accept",
        "accept",
        "accept",
        "accept",
        "accept while paused",
        "counter",
        "decline",
        "withdraw",
    ]
)
taken: Counter[str] = Counter()


class AdInAnyOrder(RuleBasedStateMachine):
    """One campaign and one influencer who make ad after ad."""

    @initialize(budget=st.sampled_from([60_000, 900_000, 5_000_000]))
    def begin(self, budget: int) -> None:
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.now = START
        self.campaign = make_campaign(
            make_sponsor(), budget_minor=budget, end_date=START.date() + timedelta(days=900)
        )
        self.influencer = make_influencer()
        self.ad: Ad | None = None
        self.ended: dict[int, str] = {}
        self.frozen: dict[int, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "rollback"):
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    # --- What the rules share -------------------------------------------------------------

    @property
    def state(self) -> State:
        assert self.ad is not None
        return State(Ad.objects.values_list("state", flat=True).get(pk=self.ad.pk))

    def user(self, side: Side):
        return self.campaign.sponsor.user if side is Side.SPONSOR else self.influencer.user

    def try_to(self, name: str, act) -> None:
        """Make a move; count it if it was allowed. A refusal must leave everything lawful."""
        try:
            with transaction.atomic():
                act()
        except Refused:
            taken[f"{name}, refused"] += 1
        else:
            taken[name] += 1

    def is_in(self, *states: State) -> bool:
        return self.ad is not None and self.state in states

    # --- Rules: each is likely to fit, and now and then is made by the wrong side -----------

    @precondition(lambda self: self.ad is None or self.state in TERMINAL)
    @rule(price=st.integers(1, 90_000), quantity=st.integers(1, 2))
    def draft(self, price: int, quantity: int) -> None:
        terms = make_terms(now=self.now, price_minor=price, kill_fee_minor=price // 5)
        self.ad = actions.create_draft(
            actor=self.campaign.sponsor.user,
            campaign=self.campaign,
            influencer=self.influencer,
            title="Any order",
            terms=terms,
            now=self.now,
        )
        taken["draft"] += 1

    @precondition(lambda self: self.is_in(State.DRAFT))
    @rule(is_honest=MOSTLY)
    def send(self, is_honest: bool) -> None:
        side = Side.SPONSOR if is_honest else Side.INFLUENCER
        self.try_to(
            "send",
            lambda: actions.send_offer(actor=self.user(side), ad=self.ad, now=self.now),
        )
        if is_honest and self.state is State.DRAFT:
            # Over budget: without this the story would end here.
            actions.delete_draft(actor=self.campaign.sponsor.user, ad=self.ad)
            self.ad = None

    @precondition(lambda self: self.is_in(*NEGOTIATING))
    @rule(is_honest=MOSTLY, price=st.integers(1, 120_000), name=ANSWERS)
    def answer(self, is_honest: bool, price: int, name: str) -> None:
        asked = Side(ASKED[self.state].value)
        is_asked = is_honest == (name != "withdraw")
        user, number = self.user(asked if is_asked else asked.other), self.ad.offers.count()
        acts = {
            "accept": lambda: actions.accept_offer(
                actor=user, ad=self.ad, answering=number, now=self.now
            ),
            "accept while paused": lambda: self.accept_while_paused(user, number),
            "counter": lambda: actions.counter_offer(
                actor=user,
                ad=self.ad,
                terms=make_terms(now=self.now, price_minor=price, kill_fee_minor=0),
                answering=number,
                now=self.now,
            ),
            "decline": lambda: actions.decline_offer(
                actor=user, ad=self.ad, answering=number, now=self.now
            ),
            "withdraw": lambda: actions.withdraw_offer(actor=user, ad=self.ad, now=self.now),
        }
        self.try_to(name, acts[name])

    def accept_while_paused(self, user: User, number: int) -> None:
        pause_campaign(actor=self.campaign.sponsor.user, campaign=self.campaign)
        # Refused; the caller's savepoint ends the pause with it.
        actions.accept_offer(actor=user, ad=self.ad, answering=number, now=self.now)

    @precondition(lambda self: self.is_in(State.ACCEPTED))
    @rule(
        purse=st.sampled_from([200_000, 200_000, 0]), is_paid=st.sampled_from([True, False, True])
    )
    def fund(self, purse: int, is_paid: bool) -> None:
        sponsor = self.campaign.sponsor.user
        if not is_paid:
            self.try_to(
                "cancel",
                lambda: actions.cancel_ad(actor=self.influencer.user, ad=self.ad, now=self.now),
            )
            return
        if purse:
            reference = f"test:{self.ad.pk}:{sum(taken.values())}"
            post_opening_balance(user=sponsor, amount_minor=purse, reference=reference)
        self.try_to("fund", lambda: actions.fund_ad(actor=sponsor, ad=self.ad, now=self.now))

    @precondition(lambda self: self.is_in(State.ACTIVE, State.CHANGES_REQUESTED))
    @rule()
    def submit(self) -> None:
        drafts = {item.pk: Draft(text="Cut") for item in self.ad.deliverables.all()}
        self.try_to(
            "submit",
            lambda: actions.submit_work(
                actor=self.influencer.user, ad=self.ad, drafts=drafts, now=self.now
            ),
        )

    @precondition(lambda self: self.is_in(State.IN_REVIEW))
    @rule(approves=st.booleans())
    def review(self, approves: bool) -> None:
        sponsor = self.campaign.sponsor.user
        if approves:
            self.try_to(
                "approve",
                lambda: actions.approve_work(actor=sponsor, ad=self.ad, now=self.now),
            )
            return
        ids = [item.pk for item in self.ad.deliverables.all()]
        self.try_to(
            "request_changes",
            lambda: actions.request_changes(
                actor=sponsor, ad=self.ad, deliverable_ids=ids, reason="Darker", now=self.now
            ),
        )

    @precondition(lambda self: self.is_in(State.APPROVED))
    @rule()
    def post_live(self) -> None:
        links = {item.pk: "https://example.com/p" for item in self.ad.deliverables.all()}
        self.try_to(
            "post_live",
            lambda: actions.post_live(
                actor=self.influencer.user, ad=self.ad, links=links, now=self.now
            ),
        )

    @precondition(lambda self: self.is_in(State.POSTED))
    @rule(accepts=st.booleans())
    def check_live(self, accepts: bool) -> None:
        sponsor = self.campaign.sponsor.user
        name = "complete" if accepts else "reject_live"
        acts = {
            "complete": lambda: actions.complete_ad(actor=sponsor, ad=self.ad, now=self.now),
            "reject_live": lambda: actions.reject_live(
                actor=sponsor, ad=self.ad, reason="No label", now=self.now
            ),
        }
        self.try_to(name, acts[name])

    @precondition(lambda self: self.ad is not None and self.state not in TERMINAL)
    @rule(steps=st.integers(1, 3))
    def go_on(self, steps: int) -> None:
        """Do what the turn asks for, so that the far end of the table is reached often."""
        for _ in range(steps):
            match self.state if self.ad else None:
                case State.DRAFT:
                    self.send(is_honest=True)
                case State.OFFERED | State.COUNTERED:
                    name = "counter" if steps == 3 else "accept"
                    self.answer(is_honest=True, price=30_000 + sum(taken.values()), name=name)
                case State.ACCEPTED:
                    self.fund(purse=200_000, is_paid=True)
                case State.ACTIVE | State.CHANGES_REQUESTED:
                    self.submit()
                case State.IN_REVIEW:
                    self.review(approves=True)
                case State.APPROVED:
                    self.post_live()
                case State.POSTED:
                    self.check_live(accepts=True)

    @precondition(lambda self: self.ad is not None)
    @rule(hours=st.sampled_from([1, 1, 1, 5, 30, 24 * 8]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        taken["moved by the clock"] += actions.run_deadlines(now=self.now)
        clear_due_holds(now=self.now)

    @precondition(lambda self: self.is_in(State.ACTIVE, State.CHANGES_REQUESTED, State.APPROVED))
    @rule(days=st.integers(0, 2), is_patient=MOSTLY)
    def give_up(self, days: int, is_patient: bool) -> None:
        if is_patient:
            return
        deadline = Ad.objects.values_list("deadline_at", flat=True).get(pk=self.ad.pk)
        self.now = max(self.now, deadline)
        actions.run_deadlines(now=self.now)
        self.now += timedelta(days=days)
        self.try_to(
            "cancel_overdue",
            lambda: actions.cancel_overdue(
                actor=self.campaign.sponsor.user, ad=self.ad, now=self.now
            ),
        )

    @precondition(lambda self: self.is_in(State.COMPLETED, State.CANCELLED))
    @rule(stars=st.integers(1, 5), side=st.sampled_from(list(Side)))
    def rate(self, stars: int, side: Side) -> None:
        self.try_to(
            "rate",
            lambda: actions.rate_ad(actor=self.user(side), ad=self.ad, stars=stars, now=self.now),
        )

    # --- What never changes ----------------------------------------------------------------

    @invariant()
    def the_ledger_and_the_budget_hold(self) -> None:
        assert [str(violation) for violation in check_all()] == []

    @invariant()
    def deadlines_ends_and_contracts_are_as_the_design_says(self) -> None:
        for ad in Ad.objects.all():
            assert (ad.deadline_at is not None) == (ad.state in ON_DEADLINE)
            assert (ad.ended_at is not None) == (ad.state in TERMINAL)
            if ad.state in TERMINAL:
                assert self.ended.setdefault(ad.pk, ad.state) == ad.state
            if ad.terms_hash:
                assert self.frozen.setdefault(ad.pk, ad.terms_hash) == ad.terms_hash
                assert terms_digest(ad.terms) == ad.terms_hash
