"""From a draft to an ad that is paid for."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ads import actions
from ads.workflow import ASKED, NEGOTIATING, TERMINAL, Side, State
from campaigns.actions import pause_campaign
from tests.ads.any_order.world import MOSTLY, World
from tests.factories.ads import make_terms

ANSWERS = st.sampled_from(
    ["accept", "accept", "accept while paused", "counter", "decline", "withdraw", "withdraw"]
)


class Negotiation(World):
    """Rules of the time before the money."""

    @precondition(lambda self: self.ad is None or self.state in TERMINAL)
    @rule(price=st.integers(1, 90_000), steps=st.integers(0, 5), has_product=st.booleans())
    def draft(self, price: int, steps: int, has_product: bool) -> None:
        terms = make_terms(
            now=self.now,
            price_minor=price,
            kill_fee_minor=price // 5,
            product_name="A pair of shoes" if has_product else "",
        )
        self.known = None
        self.ad = actions.create_draft(
            actor=self.user(Side.SPONSOR),
            campaign=self.campaign,
            influencer=self.influencer,
            title="Any order",
            terms=terms,
            now=self.now,
        )
        self.go_on(steps)

    @precondition(lambda self: self.is_in(State.DRAFT))
    @rule(is_honest=MOSTLY)
    def send(self, is_honest: bool) -> None:
        side = Side.SPONSOR if is_honest else Side.INFLUENCER
        act = lambda: actions.send_offer(actor=self.user(side), ad=self.ad, now=self.now)  # noqa: E731
        if not self.attempt(act) and is_honest:
            # Over budget: without this the story would end here.
            actions.delete_draft(actor=self.user(Side.SPONSOR), ad=self.ad)
            self.ad = self.known = None

    @precondition(lambda self: self.is_in(*NEGOTIATING))
    @rule(is_honest=MOSTLY, price=st.integers(1, 120_000), name=ANSWERS)
    def answer(self, is_honest: bool, price: int, name: str) -> None:
        asked = Side(ASKED[self.state].value)
        is_asked = is_honest == (name != "withdraw")
        user = self.user(asked if is_asked else asked.other)
        party = {"actor": user, "ad": self.ad, "now": self.now}
        number = self.ad.offers.count()
        terms = make_terms(now=self.now, price_minor=price, kill_fee_minor=price // 3)
        acts = {
            "accept": lambda: actions.accept_offer(**party, answering=number),
            "accept while paused": lambda: self.accept_while_paused(party, number),
            "counter": lambda: actions.counter_offer(**party, terms=terms, answering=number),
            "decline": lambda: actions.decline_offer(**party, answering=number),
            "withdraw": lambda: actions.withdraw_offer(**party),
        }
        self.attempt(acts[name])

    def accept_while_paused(self, party: dict[str, object], number: int) -> None:
        pause_campaign(actor=self.user(Side.SPONSOR), campaign=self.campaign)
        # Refused; the caller's savepoint ends the pause with it.
        actions.accept_offer(**party, answering=number)

    @precondition(lambda self: self.is_in(State.ACCEPTED))
    @rule(
        purse=st.sampled_from([200_000, 200_000, 0]),
        is_paid=st.sampled_from([True, True, True, False]),
    )
    def fund(self, purse: int, is_paid: bool) -> None:
        if is_paid:
            self.fill_purse(purse)
            sponsor = self.user(Side.SPONSOR)
            self.attempt(lambda: actions.fund_ad(actor=sponsor, ad=self.ad, now=self.now))
        else:
            influencer = self.user(Side.INFLUENCER)
            self.attempt(lambda: actions.cancel_ad(actor=influencer, ad=self.ad, now=self.now))
