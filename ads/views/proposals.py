"""Proposals over HTTP: choose, see what they do, make them, answer them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ads import actions
from ads.actions.escrow import allowance_of
from ads.actions.proposals import kill_fee_owed
from ads.forms import CancellationForm
from ads.models import Proposal
from ads.room import Reader, deposit_button, deposit_url
from ads.room.proposals import (
    answer_question,
    box_for,
    earlier_proposals,
    proposal_url,
    why_not_propose,
)
from ads.room.stakes import cancellation_stakes, silence
from ads.views.amending import AmendmentPage
from ads.views.loading import SignedInRequest, blame, load_reader, tell_refused
from campaigns.budget import OverBudget
from marketplace.kernel.errors import Refused
from marketplace.ledger.errors import InsufficientFunds
from marketplace.ledger.once import Answer
from marketplace.ledger.views.once import do_once, sent_once

AnswerView = Callable[..., HttpResponse]
DONE = "That is done already. Here is where things stand."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def proposals(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the two kinds of proposal with what they do, or make one; list the earlier ones."""
    reader = load_reader(request, pk)
    reason = why_not_propose(reader)
    if request.method == "POST" and reason:
        return _too_late(request, reader, reason)
    data = request.POST if request.method == "POST" else request.GET
    kind = "" if reason else data.get("kind", "")
    if kind == Proposal.Kind.CANCELLATION:
        return _cancellation(request, reader)
    if kind == Proposal.Kind.AMENDMENT:
        return _amendment(request, reader)
    context = {
        "why_not": reason,
        "cancellation": _cancellation_stakes(reader) if not reason else None,
        "earlier": earlier_proposals(reader),
    }
    return _show(request, reader, "ads/propose.html", **context)


def _show(request: SignedInRequest, reader: Reader, template: str, **more: Any) -> HttpResponse:
    context = {"ad": reader.ad, "reader": reader, "silence": silence(reader)}
    return render(request, template, context | more)


def _too_late(request: SignedInRequest, reader: Reader, reason: str) -> HttpResponse:
    """Lead to the room; a second press of the same button is no mistake worth an error."""
    mine = reader.open_proposal
    is_repeat = mine and (mine.kind, mine.actor_id) == (request.POST.get("kind"), request.user.pk)
    if is_repeat:
        messages.info(request, DONE)
    else:
        messages.error(request, reason)
    return redirect(reader.ad)


def _cancellation_stakes(reader: Reader) -> Any:
    return cancellation_stakes(reader, reader.side, kill_fee_owed(reader.ad, reader.side))


def _cancellation(request: SignedInRequest, reader: Reader) -> HttpResponse:
    """Show what a cancellation costs and ask why; propose it."""
    form = CancellationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return do_once(request, lambda: _propose_cancellation(reader, form))
        except Refused as refusal:
            blame(form, refusal)
    stakes = _cancellation_stakes(reader)
    return _show(request, reader, "ads/propose_cancellation.html", form=form, stakes=stakes)


def _propose_cancellation(reader: Reader, form: CancellationForm) -> Answer:
    actions.propose_cancellation(actor=reader.user, ad=reader.ad, **form.cleaned_data)
    return Answer(f"{reader.other_name} has your proposal to cancel.", reader.ad.get_absolute_url())


def _amendment(request: SignedInRequest, reader: Reader) -> HttpResponse:
    """Show the terms in force for changing; then what changes; propose it."""
    page = AmendmentPage(reader, request.POST if request.method == "POST" else None)
    if not page.is_valid() or "edit" in request.POST:
        return _show(request, reader, "ads/propose_amendment.html", page=page)
    if "preview" in request.POST:
        if page.changes:
            return _show(request, reader, "ads/review_amendment.html", page=page)
        page.form.add_error(None, "These are the terms in force. Change something first.")
        return _show(request, reader, "ads/propose_amendment.html", page=page)
    try:
        return do_once(request, lambda: _propose_amendment(reader, page))
    except InsufficientFunds as gap:
        tell_refused(request, gap)
        return redirect(deposit_url(reader, gap.missing_minor))
    except Refused as refusal:
        blame(page.form, refusal)
        return _show(request, reader, "ads/propose_amendment.html", page=page)


def _propose_amendment(reader: Reader, page: AmendmentPage) -> Answer:
    actions.propose_amendment(
        actor=reader.user,
        ad=reader.ad,
        terms=page.terms,
        reason=page.form.cleaned_data["reason"],
        amends=page.form.cleaned_data["amends"],
    )
    words = f"{reader.other_name} has your proposal to change the terms."
    return Answer(words, reader.ad.get_absolute_url())


def _answer_view(name: str, closes_as: Proposal.State, done: str) -> AnswerView:
    """Return the view that accepts, declines or withdraws a proposal."""
    act = {
        "accept": actions.accept_proposal,
        "decline": actions.decline_proposal,
        "withdraw": actions.withdraw_proposal,
    }[name]

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @sent_once
    def view(request: SignedInRequest, pk: int, proposal_pk: int) -> HttpResponse:
        reader = load_reader(request, pk)
        proposal = get_object_or_404(Proposal.objects.filter(ad=reader.ad), pk=proposal_pk)
        if reason := _cannot_answer(reader, proposal, name):
            is_repeat = (proposal.state, proposal.closed_by_id) == (closes_as, request.user.pk)
            if request.method == "POST" and is_repeat:
                messages.info(request, DONE)
            else:
                messages.error(request, reason)
            return redirect(reader.ad)
        if request.method != "POST":
            return _ask(request, reader, proposal, name)

        def run() -> Answer:
            act(actor=reader.user, proposal=proposal)
            return Answer(done.format(other=reader.other_name), reader.ad.get_absolute_url())

        try:
            return do_once(request, run)
        except InsufficientFunds as gap:
            tell_refused(request, gap)
            return redirect(deposit_url(reader, gap.missing_minor))
        except OverBudget as refusal:
            return _ask(request, reader, proposal, name, over_budget=str(refusal))
        except Refused as refusal:
            tell_refused(request, refusal)
        return redirect(reader.ad)

    view.__name__ = f"proposal_{name}"
    view.__doc__ = f"Ask about the answer {name!r} to a proposal, or carry it out."
    return view


def _cannot_answer(reader: Reader, proposal: Proposal, name: str) -> str:
    """Return why the reader cannot close the proposal in that way, or nothing."""
    if not proposal.is_open:
        return f"This proposal is not open any more: it is {proposal.get_state_display().lower()}."
    if name == "withdraw" and proposal.made_by != reader.side:
        return "Only who made the proposal can withdraw it."
    if name != "withdraw" and proposal.answered_by is not reader.side:
        return "Only who was asked can answer the proposal."
    if reader.now >= proposal.deadline_at:
        return "The time to answer is over; the proposal lapses in a minute."
    return ""


def _ask(
    request: SignedInRequest,
    reader: Reader,
    proposal: Proposal,
    name: str,
    *,
    over_budget: str = "",
) -> HttpResponse:
    """Show what the answer does, and its button; or the way to the money that it takes."""
    box = box_for(reader, proposal)
    missing = box.stakes.missing_minor if name == "accept" else 0
    if name == "accept" and reader.is_sponsor:
        over_budget = over_budget or allowance_of(reader.ad).refusal(proposal.price_minor)
    return _show(
        request,
        reader,
        "ads/answer_proposal.html",
        box=box,
        question=answer_question(reader, proposal, name),
        action_url=proposal_url(proposal, name),
        has_stakes=name == "accept",
        deposit=deposit_button(reader, missing) if missing else None,
        over_budget=over_budget,
    )


proposal_accept = _answer_view("accept", Proposal.State.ACCEPTED, "You and {other} agree.")
proposal_decline = _answer_view(
    "decline", Proposal.State.DECLINED, "You declined the proposal. Nothing changes."
)
proposal_withdraw = _answer_view(
    "withdraw", Proposal.State.WITHDRAWN, "Your proposal is withdrawn. Nothing changes."
)
