"""Disputes, from their opening to a moderator's word."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ads import actions
from ads.models import Ad, Dispute
from ads.workflow import RUNNING, Side, State
from tests.ads.any_order.world import MOSTLY, World

SPEAKERS = st.sampled_from(["sponsor", "influencer", "moderator"])


class Disputes(World):
    """Rules of an ad that stands still."""

    def speaker(self, name: str):
        return self.moderator if name == "moderator" else self.user(Side(name))

    @precondition(lambda self: self.is_in(*RUNNING))
    @rule(who=SPEAKERS, reason=st.sampled_from(Dispute.Reason.values), is_meant=st.booleans())
    def dispute(self, who: str, reason: str, is_meant: bool) -> None:
        if not is_meant:
            self.go_on(steps=1)
            return
        party = {"actor": self.speaker(who), "ad": self.ad, "now": self.now}
        self.attempt(lambda: actions.open_dispute(**party, reason=reason, text="It is not right"))

    @precondition(lambda self: self.is_in(State.DISPUTED))
    @rule(who=SPEAKERS)
    def speak(self, who: str) -> None:
        party = {"actor": self.speaker(who), "ad": self.ad, "now": self.now}
        self.attempt(lambda: actions.add_statement(**party, text="I see it like this"))

    @precondition(lambda self: self.is_in(State.DISPUTED))
    @rule(
        who=SPEAKERS,
        part=st.sampled_from([0.0, 0.5, 1.0, 1.5]),
        ends=st.sampled_from(["withdraw", "settle", "silence"]),
        is_honest=MOSTLY,
    )
    def end(self, who: str, part: float, ends: str, is_honest: bool) -> None:
        party = {"actor": self.speaker(who), "ad": self.ad, "now": self.now}
        if ends == "silence":
            self.sweep(self.now + timedelta(days=8))
        elif ends == "withdraw":
            if is_honest:
                party["actor"] = Dispute.objects.get(ad=self.ad, state=Dispute.State.OPEN).opener
            self.attempt(lambda: actions.withdraw_dispute(**party))
        else:
            price = Ad.objects.values_list("price_minor", flat=True).get(pk=self.ad.pk)
            share = int(price * part)
            party["actor"] = self.moderator if part else self.speaker(who)
            self.attempt(
                lambda: actions.settle_dispute(**party, share_minor=share, reason="As I see it")
            )
