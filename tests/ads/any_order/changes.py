"""Proposals and their answers."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ads import actions
from ads.models import Ad, Proposal
from ads.terms import OfferTerms
from ads.workflow import RUNNING, Side
from tests.ads.any_order.world import MOSTLY, SIDES, World

ANSWERS = {
    "accept": actions.accept_proposal,
    "decline": actions.decline_proposal,
    "withdraw": actions.withdraw_proposal,
}


class Changes(World):
    """Rules that change a running ad by agreement."""

    @precondition(lambda self: self.is_in(*RUNNING))
    @rule(
        side=SIDES,
        change=st.sampled_from([-5_000, 0, 7_000, 40_000]),
        days=st.integers(0, 9),
        answer=st.sampled_from(["accept", "decline", "withdraw", ""]),
    )
    def propose_amendment(self, side: Side, change: int, days: int, answer: str) -> None:
        ad = Ad.objects.select_related("amendment").get(pk=self.ad.pk)
        before = OfferTerms.from_frozen(ad.terms_in_force)
        price = max(1, before.price_minor + change)
        later = timedelta(days=days)
        terms = replace(
            before,
            price_minor=price,
            kill_fee_minor=min(before.kill_fee_minor, price),
            requirements=f"{before.requirements} And {days} more.",
            items=tuple(
                replace(
                    item, due_date=item.due_date + later, posting_date=item.posting_date + later
                )
                for item in before.items
            ),
        )
        self.fill_purse(max(change, 0))
        party = {"actor": self.user(side), "ad": self.ad, "now": self.now}
        self.attempt(
            lambda: actions.propose_amendment(**party, terms=terms, reason="It has to change")
        )
        self.answer_at_once(answer)

    @precondition(lambda self: self.is_in(*RUNNING))
    @rule(side=SIDES, answer=st.sampled_from(["accept", "decline", ""]), is_meant=st.booleans())
    def propose_cancellation(self, side: Side, answer: str, is_meant: bool) -> None:
        if not is_meant:
            self.go_on(steps=1)
            return
        party = {"actor": self.user(side), "ad": self.ad, "now": self.now}
        self.attempt(lambda: actions.propose_cancellation(**party, reason="It cannot be"))
        self.answer_at_once(answer)

    def answer_at_once(self, how: str) -> None:
        """Answer in the same step, so that agreement is reached often."""
        if how and self.open_proposal() is not None:
            self.answer_proposal(how=how, is_honest=True)

    @precondition(lambda self: self.open_proposal() is not None)
    @rule(
        how=st.sampled_from(["accept", "accept", "accept", "decline", "withdraw", "silence"]),
        is_honest=MOSTLY,
    )
    def answer_proposal(self, how: str, is_honest: bool) -> None:
        proposal = self.open_proposal()
        if how == "silence":
            self.sweep(proposal.deadline_at)
            return
        right = Side(proposal.made_by) if how == "withdraw" else proposal.answered_by
        actor = self.user(right if is_honest else right.other)
        self.fill_purse(40_000 if how == "accept" else 0)
        self.attempt(lambda: ANSWERS[how](actor=actor, proposal=proposal, now=self.now))

    def open_proposal(self) -> Proposal | None:
        if self.ad is None:
            return None
        return self.ad.proposals.filter(state=Proposal.State.OPEN).first()
