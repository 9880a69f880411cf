"""The work itself, its way out when it is late, and what comes after it."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ads import actions
from ads.models import Ad, LiveCheck, Shipment
from ads.turns import has_product
from ads.workflow import RUNNING, TERMINAL, Side, State
from tests.ads.any_order.world import SIDES, World, taken
from tests.factories.ads import hand_in, post

STARS = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
WORKING = (State.ACTIVE, State.CHANGES_REQUESTED)


class Work(World):
    """Rules of a funded ad."""

    @precondition(lambda self: self.is_in(*WORKING))
    @rule()
    def submit(self) -> None:
        self.attempt(lambda: hand_in(self.ad, now=self.now))

    @precondition(lambda self: self.is_in(State.IN_REVIEW))
    @rule(approves=st.booleans())
    def review(self, approves: bool) -> None:
        party = {"actor": self.user(Side.SPONSOR), "ad": self.ad, "now": self.now}
        ids = [item.pk for item in self.ad.deliverables.all()]
        if approves:
            self.attempt(lambda: actions.approve_work(**party))
        else:
            self.attempt(
                lambda: actions.request_changes(**party, deliverable_ids=ids, reason="Darker")
            )

    @precondition(lambda self: self.is_in(State.APPROVED))
    @rule()
    def post_live(self) -> None:
        self.attempt(lambda: post(self.ad, now=self.now))

    @precondition(lambda self: self.is_in(State.POSTED))
    @rule(accepts=st.booleans())
    def check_live(self, accepts: bool) -> None:
        party = {"actor": self.user(Side.SPONSOR), "ad": self.ad, "now": self.now}
        if accepts:
            self.attempt(lambda: actions.complete_ad(**party))
        else:
            self.attempt(lambda: actions.reject_live(**party, reason="No label"))

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
                    self.answer(is_honest=True, price=30_000 + sum(taken.values()) % 99, name=name)
                case State.ACCEPTED:
                    self.fund(purse=200_000, is_paid=True)
                case State.ACTIVE if self.waits_for_address():
                    self.ship(how=("late", "sent", "received")[steps % 3])
                case State.ACTIVE | State.CHANGES_REQUESTED:
                    self.submit()
                case State.IN_REVIEW:
                    self.review(approves=True)
                case State.APPROVED:
                    self.post_live()
                case State.POSTED:
                    self.check_live(accepts=True)

    @precondition(lambda self: self.is_in(*WORKING, State.APPROVED))
    @rule(days=st.sampled_from([1, 2, 0]), is_meant=st.booleans())
    def give_up(self, days: int, is_meant: bool) -> None:
        if not is_meant:
            self.go_on(steps=1)
            return
        deadline = Ad.objects.values_list("deadline_at", flat=True).get(pk=self.ad.pk)
        self.sweep(deadline)
        self.now += timedelta(days=days)
        sponsor = self.user(Side.SPONSOR)
        self.attempt(lambda: actions.cancel_overdue(actor=sponsor, ad=self.ad, now=self.now))

    def waits_for_address(self) -> bool:
        ad = Ad.objects.select_related("amendment").get(pk=self.ad.pk)
        return has_product(ad) and not Shipment.objects.filter(ad=ad).exists()

    @precondition(lambda self: self.is_in(State.ACCEPTED, *RUNNING))
    @rule(how=st.sampled_from(["sent", "late", "received"]))
    def ship(self, how: str) -> None:
        """Send the product a step further, or let the date pass before the sponsor has sent it."""
        ad = Ad.objects.select_related("amendment").get(pk=self.ad.pk)
        if not has_product(ad):
            self.go_on(steps=1)
            return
        influencer = {"actor": self.user(Side.INFLUENCER), "ad": ad, "now": self.now}
        sponsor = {"actor": self.user(Side.SPONSOR), "ad": ad, "now": self.now}
        if not Shipment.objects.filter(ad=ad).exclude(address="").exists():
            self.attempt(lambda: actions.give_address(**influencer, address="1 Main Street"))
        if how == "late" and ad.state == State.ACTIVE:
            # The address may have moved the date.
            self.sweep(Ad.objects.values_list("deadline_at", flat=True).get(pk=ad.pk))
        elif how == "received":
            self.attempt(lambda: actions.mark_received(**influencer))
        else:
            self.attempt(lambda: actions.mark_sent(**sponsor, tracking="1Z"))

    @precondition(lambda self: self.is_in(State.COMPLETED, State.CANCELLED))
    @rule(stars=STARS, side=SIDES)
    def rate(self, stars: tuple[int, int, int], side: Side) -> None:
        names = ("quality_stars", "communication_stars", "timeliness_stars")
        given = dict(zip(names, stars, strict=True))
        party = {"actor": self.user(side), "ad": self.ad, "now": self.now}
        taken["rate"] += self.attempt(lambda: actions.rate_ad(**party, **given))

    @precondition(lambda self: self.is_in(State.COMPLETED))
    @rule(is_up=st.booleans())
    def attest(self, is_up: bool) -> None:
        """Answer the next question whether the post is still up, when its day has come."""
        check = LiveCheck.objects.filter(ad=self.ad, answered_at=None).first()
        if check is None:
            return
        self.sweep(check.due_at)
        party = {"actor": self.user(Side.INFLUENCER), "ad": self.ad, "now": self.now}
        note = "" if is_up else "The platform took it down"
        self.attempt(
            lambda: actions.answer_live_check(**party, day=check.day, is_up=is_up, note=note)
        )
