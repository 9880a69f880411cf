"""Proposals on the page: the open one with what it does, and how earlier ones ended."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from ads.models import Proposal
from ads.room.buttons import Button, deposit_button
from ads.room.contract import TermRow, changed_rows, terms_before
from ads.room.questions import Question
from ads.room.reader import Reader
from ads.room.stakes import Stakes, stakes_of
from ads.terms import OfferTerms
from ads.workflow import RUNNING, Side
from marketplace.kernel.money import format_money
from marketplace.ledger.fees import split_fee

CANCELLATION = Proposal.Kind.CANCELLATION


@dataclass(frozen=True, slots=True)
class ProposalBox:
    """A proposal as one of the two reads it."""

    proposal: Proposal
    title: str
    is_asked: bool
    changes: list[TermRow]
    stakes: Stakes
    buttons: list[Button]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A proposal that is closed, and how it ended."""

    proposal: Proposal
    title: str
    outcome: str
    ended_at: datetime | None
    changes: list[TermRow]

    @property
    def is_in_force(self) -> bool:
        """Whether it is an amendment that changed the terms."""
        return self.proposal.state == Proposal.State.ACCEPTED and self.proposal.terms is not None


def why_not_propose(reader: Reader) -> str:
    """Return why the reader cannot propose anything now, or nothing."""
    if reader.ad.is_disputed:
        return "While a dispute is open nothing can be proposed."
    if reader.ad.is_history or reader.state not in RUNNING:
        return "Proposals are made while the work is paid for and on its way."
    if reader.open_proposal is not None:
        return "A proposal is open already. It has to be answered or withdrawn first."
    return ""


def proposal_box(reader: Reader) -> ProposalBox | None:
    """Return the open proposal, or None; in a dispute none is open."""
    proposal = reader.open_proposal
    return None if proposal is None else box_for(reader, proposal)


def box_for(reader: Reader, proposal: Proposal) -> ProposalBox:
    """Return an open proposal with what it does and the reader's buttons."""
    is_asked = proposal.answered_by is reader.side
    stakes = stakes_of(reader, proposal)
    return ProposalBox(
        proposal=proposal,
        title=_title(reader, proposal, "proposes", "propose"),
        is_asked=is_asked,
        changes=changes_of(reader, proposal),
        stakes=stakes,
        buttons=_answers(reader, proposal, stakes) if is_asked else [_withdraw(reader, proposal)],
    )


def _title(reader: Reader, proposal: Proposal, theirs: str, yours: str) -> str:
    is_mine = proposal.made_by == reader.side
    who = f"You {yours}" if is_mine else f"{reader.other_name} {theirs}"
    return f"{who} to {'cancel' if proposal.kind == CANCELLATION else 'change the terms'}"


def changes_of(reader: Reader, proposal: Proposal) -> list[TermRow]:
    """Return what an amendment changes, field by field; nothing for a cancellation."""
    if proposal.terms is None:
        return []
    return changed_rows(terms_before(reader, proposal), OfferTerms.from_frozen(proposal.terms))


def _answers(reader: Reader, proposal: Proposal, stakes: Stakes) -> list[Button]:
    """Return what who is asked can do. The button of the ad's own turn stays the first."""
    kind = "secondary" if reader.has_turn else "primary"
    answers = [_button(proposal, "decline", "Decline the proposal", "secondary")]
    if stakes.missing_minor:
        return [*answers, deposit_button(reader, stakes.missing_minor, kind=kind)]
    return [*answers, _button(proposal, "accept", accept_label(reader, proposal), kind)]


def _withdraw(reader: Reader, proposal: Proposal) -> Button:
    back = f" and get {format_money(proposal.held_minor)} back" if proposal.held_minor else ""
    label = f"Withdraw the proposal{back if reader.is_sponsor else ''}"
    return _button(proposal, "withdraw", label, "secondary")


def _button(proposal: Proposal, name: str, label: str, kind: str) -> Button:
    return Button(name, label, proposal_url(proposal, name), kind, opens_page=True)


def proposal_url(proposal: Proposal, name: str) -> str:
    """Return the page that accepts, declines or withdraws a proposal."""
    return reverse(f"ads:proposal_{name}", args=[proposal.ad_id, proposal.pk])


def accept_label(reader: Reader, proposal: Proposal) -> str:
    """Return what accepting does, with its amounts."""
    back = "you" if reader.is_sponsor else reader.sponsor_name
    if proposal.kind == CANCELLATION:
        refund = format_money(reader.price_minor - proposal.kill_fee_minor)
        if not proposal.kill_fee_minor:
            return f"Accept: {refund} back to {back}"
        net = format_money(split_fee(proposal.kill_fee_minor, reader.fee_bps)[1])
        whom = reader.influencer_name if reader.is_sponsor else "you"
        return f"Accept: {net} to {whom}, {refund} back to {back}"
    raised = proposal.price_minor - reader.price_minor
    if raised < 0:
        return f"Accept: {format_money(-raised)} back to {back}"
    if raised and reader.is_sponsor:
        return f"Accept and pay {format_money(raised)} more into escrow"
    if raised:
        net = format_money(split_fee(proposal.price_minor, reader.fee_bps)[1])
        return f"Accept {format_money(proposal.price_minor)} ({net} for you)"
    return "Accept the change"


def answer_question(reader: Reader, proposal: Proposal, name: str) -> Question:
    """Return what the page says that accepts, declines or withdraws an open proposal."""
    what = "cancelling" if proposal.kind == CANCELLATION else "the changed terms"
    held = format_money(proposal.held_minor)
    back = f" {held} goes back to {reader.sponsor_name}." if proposal.held_minor else ""
    if reader.is_sponsor and proposal.held_minor:
        back = f" {held} comes back to your wallet."
    match name:
        case "accept":
            kind = "danger" if proposal.kind == CANCELLATION else "primary"
            label = accept_label(reader, proposal)
            return Question(f"Accept {what}", "This cannot be taken back.", label, kind)
        case "decline":
            text = f"Nothing changes, and the work goes on as agreed.{back}"
            return Question(f"Decline {what}", text, "Decline the proposal", "danger")
        case _:
            text = f"{reader.other_name} can no longer accept it, and nothing changes.{back}"
            return Question("Withdraw your proposal", text, "Withdraw the proposal", "danger")


def earlier_proposals(reader: Reader) -> list[Earlier]:
    """Return the closed proposals, newest first."""
    return [
        Earlier(
            proposal=proposal,
            title=_title(reader, proposal, "proposed", "proposed"),
            outcome=_outcome(reader, proposal),
            ended_at=proposal.closed_at,
            changes=changes_of(reader, proposal),
        )
        for proposal in reversed(reader.proposals)
        if not proposal.is_open
    ]


def _outcome(reader: Reader, proposal: Proposal) -> str:
    state = Proposal.State(proposal.state)
    if state is Proposal.State.LAPSED:
        return "Lapsed without an answer"
    is_own = state is Proposal.State.WITHDRAWN
    side = Side(proposal.made_by) if is_own else proposal.answered_by
    who = "you" if side is reader.side else reader.other_name
    return f"{state.label} by {who}"
