"""One ad told move by move, with the rows that `ads.actions` would have written."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model

from accounts.models import DeliverableKind
from ads import speech
from ads.deadlines import deadline_for
from ads.hand_ins import label_rule, local_day
from ads.models import (
    Ad,
    AdEvent,
    Deliverable,
    Dispute,
    Offer,
    OfferItem,
    Submission,
)
from ads.terms import freeze, terms_digest
from ads.workflow import TERMINAL, TRANSITIONS, Side, State
from marketplace.messaging.models import Thread
from marketplace.seeding.bulk import words
from marketplace.seeding.bulk.books import Books
from marketplace.seeding.bulk.dice import Dice
from marketplace.seeding.bulk.disputes import open_dispute
from marketplace.seeding.bulk.notices import notice_of
from marketplace.seeding.bulk.people import People
from marketplace.seeding.bulk.plans import OVERDUE, Plan, Step, actor_side
from marketplace.seeding.bulk.rows import Rows
from marketplace.seeding.bulk.talk import Line

DAY = timedelta(days=1)


class Agreement:
    """An ad under way. `tell` makes its moves; `finish` hands over what they led to."""

    def __init__(self, plan: Plan, *, dice: Dice, rows: Rows, books: Books, people: People) -> None:
        self.plan, self.dice, self.rows, self.books = plan, dice, rows, books
        self.sides = {
            Side.SPONSOR: plan.campaign.sponsor.user,
            Side.INFLUENCER: plan.influencer.user,
        }
        self.lines: list[Line] = []
        self.events: list[tuple[AdEvent, str]] = []
        self.offers: list[Offer] = []
        self.deliverables: list[Deliverable] = []
        self.answers_dispute: Side | None = None
        self.ad = Ad(
            pk=rows.number(Ad),
            campaign=plan.campaign,
            influencer=plan.influencer,
            title=f"{plan.campaign.title} with {plan.influencer.display_name}"[:120],
            state_entered_at=plan.begun_at,
            created_at=plan.begun_at,
        )
        self.items, price = self._items(people)
        self._add_offer(Side.SPONSOR, price, dice.one(words.NOTES), plan.begun_at, sent_at=None)

    def tell(self, thread: Thread | None = None) -> None:
        """Make the planned moves, in `thread` where an interest has opened one before."""
        if self.plan.steps:
            at = self.plan.steps[0].at
            self.ad.thread = thread or Thread(pk=self.rows.number(Thread), created_at=at)
            self.ad.escrow_account = self.books.open_escrow()
        for step in self.plan.steps:
            self._take(step)
        self.plan.campaign.committed_minor += self.ad.committed_minor

    def finish(self) -> None:
        """Hand over the ad and its parts, and tell who is to act of the last move."""
        # Without proposals and products, only the state asks somebody, or an unanswered dispute.
        asked = self.answers_dispute or self.ad.turn
        self.ad.sponsor_acts_by = self.ad.deadline_at if asked is Side.SPONSOR else None
        self.ad.influencer_acts_by = self.ad.deadline_at if asked is Side.INFLUENCER else None
        for row in (self.ad, *self.offers, *self.deliverables):
            self.rows.add(row)
        if self.events and self.ad.turn:
            event, text = self.events[-1]
            for user in self.sides.values():
                if user.pk != event.actor_id:
                    self.rows.add(notice_of(event, text, user, dice=self.dice, books=self.books))

    def _items(self, people: People) -> tuple[list[tuple[Any, ...]], int]:
        """Return platform, kind, quantity, due and posting date of each line, and their price."""
        dice, due = self.dice, self.plan.first_due
        platform, kinds = dice.one(people.prices[self.plan.influencer.pk])
        posted = [s.at for s in self.plan.steps if s.name == "post_live"]
        lines, total = [], 0
        for kind in dice.some(sorted(kinds), dice.weighted(((1, 60), (2, 30), (3, 10)))):
            quantity = dice.weighted(((1, 80), (2, 15), (3, 5)))
            last = max(due, posted[0].date()) if posted else max(due, self.books.now.date())
            posting = last + DAY * dice.whole(1, 8)
            lines.append((platform, kind, quantity, due, posting))
            total += kinds[kind] * quantity
            due += DAY * dice.whole(0, 2)
        lines = [(p, k, q, d, max(d, posting)) for p, k, q, d, posting in lines]
        return lines, max(500, int(total * dice.between(0.85, 1.1)) // 500 * 500)

    def _add_offer(
        self, side: Side, price_minor: int, note: str, at: datetime, *, sent_at: datetime | None
    ) -> None:
        """Add the next version of the terms and put it on the table."""
        first = self.offers[0] if self.offers else None
        offer = Offer(
            pk=self.rows.number(Offer),
            ad=self.ad,
            number=len(self.offers) + 1,
            made_by=side,
            actor=self.sides[side],
            price_minor=price_minor,
            requirements=first.requirements if first else self.dice.one(words.REQUIREMENTS),
            usage_rights=first.usage_rights if first else self.dice.one(words.RIGHTS),
            kill_fee_minor=price_minor // 5 if self.dice.chance(0.4) else 0,
            note=note,
            created_at=at,
            sent_at=sent_at,
        )
        items = [
            OfferItem(
                pk=self.rows.number(OfferItem),
                offer=offer,
                position=position,
                platform=platform,
                kind=kind,
                quantity=quantity,
                due_date=due,
                posting_date=posting,
                live_days=30,
            )
            for position, (platform, kind, quantity, due, posting) in enumerate(self.items, start=1)
        ]
        for item in items:
            self.rows.add(item)
        _know(offer, "items", items)
        self.offers.append(offer)
        self.ad.current_offer = offer

    def _take(self, step: Step) -> None:
        """Make one move: its own effect, then state, deadline, event and timeline."""
        ad, source = self.ad, State(self.ad.state)
        side = None if step.is_silent else Side(actor_side(step.name, source, self.dice).value)
        effect = getattr(self, f"_{step.name}", None)
        data, reason = effect(step, side) if effect else ({}, "")
        if step.name != OVERDUE:
            ad.state = TRANSITIONS[step.name].moves[source][0]
            ad.state_entered_at, ad.overdue_at = step.at, None
            ad.deadline_at = deadline_for(ad, State(ad.state), step.at)
            ad.ended_at = step.at if ad.state in TERMINAL else None
        text = speech.line(ad, step.name, side)
        event = AdEvent(
            pk=self.rows.number(AdEvent),
            ad=ad,
            transition=step.name,
            from_state=source,
            to_state=ad.state,
            actor=self.sides[side] if side else None,
            reason=reason,
            data=data,
            created_at=step.at,
        )
        self.rows.add(event)
        self.events.append((event, text))
        self.lines.append(Line(step.at, None, f"{text}\n{reason}" if reason else text))

    # One method for each move that does more than change the state. It returns the event's data
    # and its reason.

    def _send(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        offer = self.offers[0]
        offer.sent_at = step.at
        self.ad.committed_minor = offer.price_minor
        return {"offer": offer.number}, ""

    def _counter(self, step: Step, side: Side) -> tuple[dict[str, Any], str]:
        factor = 1.15 if side is Side.INFLUENCER else 0.93
        price = int(self.offers[-1].price_minor * factor) // 500 * 500 + 500
        note = self.dice.one(words.COUNTERS)
        self._add_offer(side, price, note, step.at, sent_at=step.at)
        if side is Side.SPONSOR:
            self.ad.committed_minor = price
        return {"offer": len(self.offers)}, ""

    def _accept(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        ad, offer, zone = self.ad, self.offers[-1], self.plan.influencer.user.zone.key
        ad.committed_minor = ad.price_minor = offer.price_minor
        ad.kill_fee_minor = offer.kill_fee_minor
        ad.fee_bps = settings.FEE_BPS
        ad.influencer_zone = zone
        ad.accepted_at = step.at
        ad.terms = freeze(ad, offer, fee_bps=settings.FEE_BPS, zone=zone, now=step.at)
        ad.terms_hash = terms_digest(ad.terms)
        pieces = [item for item in offer.items.all() for _ in range(item.quantity)]
        self.deliverables = [
            Deliverable(
                pk=self.rows.number(Deliverable),
                ad=ad,
                position=position,
                platform=item.platform,
                kind=item.kind,
                due_date=item.due_date,
                posting_date=item.posting_date,
                live_days=item.live_days,
            )
            for position, item in enumerate(pieces, start=1)
        ]
        _know(ad, "deliverables", self.deliverables)
        return {"offer": offer.number, "terms_hash": ad.terms_hash}, ""

    def _decline(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        self.ad.committed_minor = 0
        return {}, self.dice.one(words.REASONS)

    def _withdraw(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        self.ad.committed_minor = 0
        return {}, ""

    _expire = _withdraw

    def _cancel(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        self.ad.committed_minor = 0
        return {}, self.dice.one(words.REASONS) if side else ""

    def _fund(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        self.ad.funded_at = step.at
        self.books.fund(self.ad, self.sides[Side.SPONSOR], step.at)
        return {}, ""

    def _submit(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        return self._hand_in(step, Submission.Kind.DRAFT), ""

    def _post_live(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        return self._hand_in(step, Submission.Kind.LIVE), ""

    def _hand_in(self, step: Step, kind: Submission.Kind) -> dict[str, Any]:
        """Add a submission for each deliverable that waits for one."""
        named = [d for d in self.deliverables if d.needs_changes] or self.deliverables
        for piece in named:
            piece.needs_changes = False
            label = DeliverableKind(piece.kind).label
            is_live = kind is Submission.Kind.LIVE
            rule = label_rule(self.ad, step.at)
            submission = Submission(
                pk=self.rows.number(Submission),
                deliverable=piece,
                kind=kind,
                round=self.ad.rounds_used,
                text="" if is_live else f"{label}, as agreed. Captions are at the end.",
                url=f"https://example.com/{'live' if is_live else 'draft'}/{piece.pk}",
                caption=f"{rule.labels[0]} {self.plan.campaign.title}",
                disclosure_label=rule.labels[0],
                disclosure_rule=rule.code,
                attested_at=step.at,
                posted_date=local_day(self.ad, step.at) if is_live else None,
                actor=self.sides[Side.INFLUENCER],
                created_at=step.at,
            )
            self.rows.add(submission)
        return {"deliverables": sorted(piece.pk for piece in named)}

    def _request_changes(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        named = self.dice.some(self.deliverables, self.dice.whole(1, len(self.deliverables)))
        for piece in named:
            piece.needs_changes = True
        self.ad.rounds_used += 1
        pks = sorted(piece.pk for piece in named)
        return {"deliverables": pks, "round": self.ad.rounds_used}, self.dice.one(words.CHANGES)

    def _complete(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        self.books.release(self.ad, step.at)
        self.ad.released_minor = self.ad.price_minor or 0
        return {}, ""

    def _overdue(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        self.ad.overdue_at = step.at
        return {}, ""

    def _cancel_overdue(self, step: Step, side: Side | None) -> tuple[dict[str, Any], str]:
        self.books.refund(self.ad, self.sides[Side.SPONSOR], step.at)
        self.ad.committed_minor = 0
        return {}, self.dice.one(words.REASONS)

    def _dispute(self, step: Step, side: Side) -> tuple[dict[str, Any], str]:
        text = self.dice.one(words.REASONS)
        reason = self.dice.one(Dispute.Reason.values)
        opener = self.sides[side]
        dispute = open_dispute(
            self.ad, side, opener, reason=reason, text=text, at=step.at, rows=self.rows
        )
        self.answers_dispute = side.other
        return {"dispute": dispute.pk}, text


def _know(row: Model, relation: str, rows: list[Any]) -> None:
    """Let an unwritten `row` answer for its related rows, as a prefetched one does."""
    row._prefetched_objects_cache = {relation: rows}  # type: ignore[attr-defined]
