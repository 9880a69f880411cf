"""How one ad of the demo came to where it stands."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ads import actions
from ads.hand_ins import LivePost, checklist, label_rule, local_day
from ads.models import Ad
from ads.terms import Draft, ItemTerms, OfferTerms
from ads.workflow import TERMINAL, State
from marketplace.seeding.demo.deals import countered, with_more
from marketplace.seeding.demo.papers import draw_picture
from marketplace.seeding.demo.scenes import Scene, Twist
from marketplace.seeding.demo.twists import play

if TYPE_CHECKING:
    from marketplace.seeding.demo.story import Story

DAY = timedelta(days=1)
# Between two moves: short enough for every deadline on the way.
PACE = timedelta(hours=31)
# In days: what had its last move before that is over by now.
LONG_AGO = 20

# What the sponsor and the influencer write after the end.
PRAISE = (
    "Clear from the first message to the last, and on time.",
    "The brief said what mattered, and the money came when it should.",
)

# The way to each state, as names of moves.
WORK = ("send", "accept", "fund", "submit")
WAYS: dict[State, tuple[str, ...]] = {
    State.DRAFT: (),
    State.OFFERED: ("send",),
    State.COUNTERED: ("send", "counter"),
    State.ACCEPTED: ("send", "accept"),
    State.ACTIVE: WORK[:3],
    State.IN_REVIEW: WORK,
    State.CHANGES_REQUESTED: (*WORK, "request_changes"),
    State.APPROVED: (*WORK, "approve"),
    State.POSTED: (*WORK, "approve", "post_live"),
    State.COMPLETED: (*WORK, "approve", "post_live", "complete"),
    State.DECLINED: ("send", "decline"),
    State.WITHDRAWN: ("send", "withdraw"),
    State.EXPIRED: ("send", "expire"),
    State.CANCELLED: ("send", "accept", "cancel"),
}


class Plot:
    """Plans a scene's moves on the story's agenda."""

    def __init__(self, story: "Story", scene: Scene) -> None:
        self.story = story
        self.scene = scene
        self.influencer = story.influencers[scene.creator]
        self.last = story.now - scene.age * DAY
        way = WAYS[scene.state]
        self.start = self.last - PACE * len(way)
        if scene.state is State.EXPIRED:
            self.start -= 7 * DAY
        self._ad: Ad | None = None

    @property
    def ad(self) -> Ad:
        """The ad, once its draft was made."""
        if self._ad is None:
            raise LookupError(f"{self.scene.title} has not begun")
        return self._ad

    def plan(self) -> None:
        """Put draft, moves, messages and ratings on the agenda."""
        story, scene = self.story, self.scene
        story.at(self.start - timedelta(hours=1), self._draft)
        way = WAYS[scene.state]
        for number, name in enumerate(way):
            moment = self.last - PACE * (len(way) - 1 - number)
            if name == "send":
                moment = self.start
            story.at(moment, self._move(name, moment))
        for number, body in enumerate(scene.talk):
            moment = self.last + timedelta(hours=1 + number)
            story.at(moment, self._say(number, body, moment))
        for twist in scene.twists:
            moment = self.last + timedelta(hours=twist.hours)
            story.at(moment, self._play(twist, moment))
        if scene.stars:
            moment = self.last + timedelta(hours=scene.rated_after)
            story.at(moment, lambda: self._rate(moment))

    def _terms(self, price: int) -> OfferTerms:
        scene = self.scene
        # Disputes and agreements end some scenes that are long past without a state that says so.
        is_past = scene.state in TERMINAL or scene.age > LONG_AGO
        end = self.last if is_past else self.story.now + 6 * DAY
        due = max(end, self.start + 3 * DAY).date()
        terms = OfferTerms(
            price_minor=price * 100,
            requirements="Your own voice and places. Name the product once. "
            "Label the post as an ad at the start of the caption.",
            usage_rights="Your own channels and ours, worldwide, for six months after posting.",
            kill_fee_minor=price * 20,
            items=(
                ItemTerms(
                    platform=self.influencer.channels.all()[0].platform,
                    kind=scene.kind,
                    quantity=scene.quantity,
                    due_date=due,
                    posting_date=due + 4 * DAY,
                    live_days=30,
                ),
            ),
        )
        return with_more(terms) if scene.says_more else terms

    def _draft(self) -> None:
        campaign = self.story.campaigns[self.scene.campaign]
        self._ad = actions.create_draft(
            actor=campaign.sponsor.user,
            campaign=campaign,
            influencer=self.influencer,
            title=self.scene.title,
            terms=self._terms(self.scene.price),
            now=self.start - timedelta(hours=1),
        )

    def _move(self, name: str, now: datetime) -> Callable[[], object]:
        """Return the step that makes the move `name`."""
        return lambda: getattr(self, f"_{name}")(self._fresh(), now)

    def _fresh(self) -> Ad:
        """Return the ad as it stands by now."""
        return Ad.objects.select_related("campaign__sponsor__user").get(pk=self.ad.pk)

    def _send(self, ad: Ad, now: datetime) -> None:
        actions.send_offer(actor=ad.campaign.sponsor.user, ad=ad, now=now)

    def _counter(self, ad: Ad, now: datetime) -> None:
        terms = self._terms(self.scene.price + 60)
        if self.scene.says_more:
            terms = countered(terms)
        actions.counter_offer(actor=self.influencer.user, ad=ad, terms=terms, answering=1, now=now)

    def _accept(self, ad: Ad, now: datetime) -> None:
        actions.accept_offer(actor=self.influencer.user, ad=ad, answering=1, now=now)

    def _decline(self, ad: Ad, now: datetime) -> None:
        actions.decline_offer(
            actor=self.influencer.user,
            ad=ad,
            answering=1,
            reason="I am away from the mountains until spring.",
            now=now,
        )

    def _withdraw(self, ad: Ad, now: datetime) -> None:
        actions.withdraw_offer(actor=ad.campaign.sponsor.user, ad=ad, now=now)

    def _expire(self, ad: Ad, now: datetime) -> None:
        actions.expire_offer(ad=ad, now=now)

    def _cancel(self, ad: Ad, now: datetime) -> None:
        actions.cancel_ad(
            actor=ad.campaign.sponsor.user, ad=ad, reason="The huts closed early.", now=now
        )

    def _fund(self, ad: Ad, now: datetime) -> None:
        actions.fund_ad(actor=ad.campaign.sponsor.user, ad=ad, now=now)

    def _submit(self, ad: Ad, now: datetime) -> None:
        label = label_rule(ad, now).labels[0]
        drafts = {
            item.pk: Draft(
                text=f"Draft {item.position}: cut, sound and caption are final.",
                url=f"https://example.com/drafts/{item.pk}",
                caption=f"{label} A day outside with {ad.campaign.sponsor.display_name}.",
            )
            for item in ad.deliverables.all()
        }
        stills = {pk: [draw_picture("Still.jpg")] for pk in drafts if self.scene.has_files}
        actions.submit_work(
            actor=self.influencer.user,
            ad=ad,
            drafts=drafts,
            is_attested=True,
            files=stills,
            covered=range(1, len(checklist(ad)) + 1),
            now=now,
        )

    def _request_changes(self, ad: Ad, now: datetime) -> None:
        actions.request_changes(
            actor=ad.campaign.sponsor.user,
            ad=ad,
            deliverable_ids=[item.pk for item in ad.deliverables.all()],
            reason="The first ten seconds are a little dark. Everything else stays.",
            now=now,
        )

    def _approve(self, ad: Ad, now: datetime) -> None:
        actions.approve_work(actor=ad.campaign.sponsor.user, ad=ad, now=now)

    def _post_live(self, ad: Ad, now: datetime) -> None:
        day = local_day(ad, now)
        links = {
            item.pk: LivePost(f"https://example.com/p/{item.pk}", day)
            for item in ad.deliverables.all()
        }
        actions.post_live(actor=self.influencer.user, ad=ad, links=links, is_attested=True, now=now)

    def _complete(self, ad: Ad, now: datetime) -> None:
        actions.complete_ad(actor=ad.campaign.sponsor.user, ad=ad, now=now)

    def _play(self, twist: Twist, now: datetime) -> Callable[[], object]:
        return lambda: play(twist, self._fresh(), now)

    def _say(self, number: int, body: str, now: datetime) -> Callable[[], object]:
        def say() -> None:
            ad = self._fresh()
            sponsor = ad.campaign.sponsor.user
            author = sponsor if number % 2 else self.influencer.user
            actions.post_ad_message(actor=author, ad=ad, body=body, now=now)

        return say

    def _rate(self, now: datetime) -> None:
        assert self.scene.stars is not None  # planned only where the scene has some
        raters = (self.ad.campaign.sponsor.user, self.influencer.user)
        for rater, stars, text in zip(raters, self.scene.stars, PRAISE, strict=True):
            quality, communication, timeliness = stars
            actions.rate_ad(
                actor=rater,
                ad=self.ad,
                quality_stars=quality,
                communication_stars=communication,
                timeliness_stars=timeliness,
                text=text,
                now=now,
            )
