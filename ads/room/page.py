"""The contract room as one object for its template."""

from collections.abc import Sequence
from functools import cached_property

from accounts.models import Channel
from ads.actions.results import OPEN_STATES as RESULT_STATES
from ads.counters import completed_by_influencer, completed_by_sponsor
from ads.figures import Figure
from ads.models import Ad
from ads.room.buttons import Button, buttons_for
from ads.room.contract import (
    Amendment,
    TermRow,
    Version,
    amendments,
    contract_rows,
    term_rows,
    versions,
)
from ads.room.disputes import DisputeBox, dispute_box
from ads.room.live import LiveBox, live_box
from ads.room.money import MoneyCard, money_card
from ads.room.product import ProductBox, product_box
from ads.room.proposals import (
    Earlier,
    ProposalBox,
    earlier_proposals,
    proposal_box,
    why_not_propose,
)
from ads.room.rating import RatingBox, rating_box
from ads.room.reader import Reader
from ads.room.results import costs
from ads.room.turn import Turn, turn_for
from ads.room.work import AskedChanges, Tick, WorkRow, asked_changes, round_words, ticks, work_rows
from ads.room.worth import Worth, worth_for
from ads.track import Fact, facts_about
from ads.workflow import Side, State
from marketplace.kernel.context import ask
from marketplace.messaging.models import Thread
from marketplace.messaging.timeline import Timeline, read_timeline

FACTS_SHOWN = 3
STEPS = ("Offer", "Escrow", "Drafts", "Review", "Posting", "Payment")
STEP_OF = {
    State.DRAFT: 0,
    State.OFFERED: 0,
    State.COUNTERED: 0,
    State.ACCEPTED: 1,
    State.ACTIVE: 2,
    State.CHANGES_REQUESTED: 2,
    State.IN_REVIEW: 3,
    State.APPROVED: 4,
    State.POSTED: 5,
    State.COMPLETED: len(STEPS),
}


class Room:
    """Everything the page shows to one reader, each part read when the template asks for it."""

    steps = STEPS

    def __init__(self, reader: Reader, *, before: str | None = None) -> None:
        self.reader = reader
        self.before = before

    @property
    def ad(self) -> Ad:
        """The ad."""
        return self.reader.ad

    @cached_property
    def turn(self) -> Turn:
        """The box at the top."""
        return turn_for(self.reader)

    @cached_property
    def buttons(self) -> list[Button]:
        """What the reader may do."""
        return buttons_for(self.reader)

    @property
    def block(self) -> str:
        """Why nothing can be agreed, where that keeps somebody from acting now."""
        if self.ad.is_history or not (self.ad.is_negotiating or self.ad.state == State.DRAFT):
            return ""
        return self.reader.block or ""

    @property
    def step(self) -> int:
        """The step the ad is at; what stopped or stands still in a dispute stays where it was."""
        if self.ad.is_history:
            return len(STEPS)
        if self.reader.state in STEP_OF:
            return STEP_OF[self.reader.state]
        if self.reader.dispute is not None:
            return STEP_OF.get(State(self.reader.dispute.from_state), 0)
        event = self.reader.last_event
        return STEP_OF.get(State(event.from_state), 0) if event else 0

    @property
    def step_tone(self) -> str:
        """The colour of that step."""
        if self.ad.is_over:
            return "good" if self.reader.state is State.COMPLETED else "bad"
        if self.ad.is_overdue or (self.ad.is_disputed and not self.reader.has_turn):
            return "bad"
        return "turn" if self.reader.has_turn else "wait"

    @cached_property
    def terms(self) -> list[TermRow]:
        """The terms on the table."""
        return term_rows(self.reader)

    @cached_property
    def worth(self) -> Worth | None:
        """What the offer on the table comes to, while it is one."""
        if not (self.ad.is_negotiating or self.ad.state == State.DRAFT):
            return None
        return worth_for(self.reader, self._channels)

    @cached_property
    def versions(self) -> list[Version]:
        """How the terms came about."""
        return versions(self.reader)

    @property
    def note(self) -> str:
        """The message that came with the offer on the table."""
        offer = self.ad.current_offer
        return offer.note if offer else ""

    @cached_property
    def work(self) -> list[WorkRow]:
        """The deliverables."""
        return work_rows(self.reader)

    @property
    def rounds(self) -> str:
        """The counter of rounds of changes."""
        return round_words(self.reader)

    @cached_property
    def changes(self) -> AskedChanges | None:
        """What should change about the drafts."""
        return asked_changes(self.reader)

    @cached_property
    def ticks(self) -> list[Tick]:
        """The checklist with the influencer's ticks."""
        return ticks(self.reader)

    @cached_property
    def costs(self) -> list[Figure]:
        """What was paid for what the posts reached."""
        return costs(self.reader, [row.result for row in self.work])

    @property
    def can_enter_results(self) -> bool:
        """Whether the reader may say what the posts reached."""
        is_live = any(row.live for row in self.work)
        is_mine = not self.reader.is_sponsor and not self.ad.is_history
        return is_live and is_mine and self.ad.state in RESULT_STATES

    @cached_property
    def product(self) -> ProductBox | None:
        """The product sent along."""
        return product_box(self.reader)

    @cached_property
    def live(self) -> LiveBox | None:
        """The questions whether the posts are still up."""
        return live_box(self.reader)

    @property
    def work_has_states(self) -> bool:
        """Whether anything can be said about how the deliverables stand."""
        return any(row.badge for row in self.work)

    @property
    def thread(self) -> Thread | None:
        """The thread both write in; a draft has one only where an interest began it."""
        if self.ad.thread is None and self.ad.interest is not None:
            return self.ad.interest.thread
        return self.ad.thread

    @cached_property
    def timeline(self) -> Timeline | None:
        """What was said and done, or None for a draft that began nowhere."""
        if self.thread is None:
            return None
        return read_timeline(
            thread=self.thread,
            reader=self.reader.user,
            before=self.before,
            people=[self.ad.user_of(side) for side in Side],
            related=("attachments",),
        )

    @property
    def can_write(self) -> bool:
        """Whether the ad has a thread of its own to write in."""
        return self.ad.thread is not None and not self.ad.is_history

    @cached_property
    def money(self) -> MoneyCard:
        """Where the money is."""
        return money_card(self.reader)

    @cached_property
    def proposal(self) -> ProposalBox | None:
        """The open proposal."""
        return proposal_box(self.reader)

    @property
    def can_propose(self) -> bool:
        """Whether the reader can propose a change or the end now."""
        return not why_not_propose(self.reader)

    @cached_property
    def amendments(self) -> list[Amendment]:
        """What changed the frozen contract, newest first."""
        return amendments(self.reader)

    @property
    def contract(self) -> list[TermRow]:
        """The frozen contract, where it is not what is in force."""
        return contract_rows(self.reader)

    @cached_property
    def earlier_proposals(self) -> list[Earlier]:
        """The proposals that changed nothing, newest first."""
        return [item for item in earlier_proposals(self.reader) if not item.is_in_force]

    @cached_property
    def dispute(self) -> DisputeBox | None:
        """The dispute that is open, or that ended the ad."""
        return dispute_box(self.reader)

    @cached_property
    def rating(self) -> RatingBox | None:
        """The rating box, after the end."""
        return rating_box(self.reader)

    @cached_property
    def _channels(self) -> Sequence[Channel]:
        return tuple(self.ad.influencer.channels.all())

    @property
    def channels(self) -> Sequence[Channel]:
        """The influencer's channels, largest first; nothing for an influencer who reads."""
        return self._channels[:3] if self.reader.is_sponsor else ()

    @cached_property
    def facts(self) -> list[Fact]:
        """The first of what history says about the other side."""
        return facts_about(self.reader.other_profile)[:FACTS_SHOWN]

    @cached_property
    def completed_count(self) -> int:
        """How many ads the other side has completed here."""
        question = completed_by_influencer if self.reader.is_sponsor else completed_by_sponsor
        return ask((question,), self.reader.other_profile.user_id)[0]
