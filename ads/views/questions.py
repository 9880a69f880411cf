"""The page that asks before something is done, and the way back where it cannot be done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ads.actions.escrow import allowance_of
from ads.actions.moves import check_allowed, check_unblocked
from ads.room import Reader, offer_rows, question_for, why_closed
from ads.views.loading import SignedInRequest
from ads.workflow import TRANSITIONS
from marketplace.kernel.errors import Refused

# Pages on which somebody binds themselves to the offer, and so reads all of it once more.
SHOWS_TERMS = frozenset({"send", "accept", "counter"})
# Where the price on the table takes its part of the budget, which may be too small by now.
HOLDS_BUDGET = frozenset({"send", "accept"})


def show_question(
    request: SignedInRequest,
    reader: Reader,
    name: str,
    *,
    template: str = "ads/question.html",
    **context: Any,
) -> HttpResponse:
    """Render the consequences of `name` with its form, or with the button alone."""
    offer = reader.ad.current_offer
    base = {
        "ad": reader.ad,
        "reader": reader,
        "question": question_for(reader, name),
        "action_url": reverse(f"ads:{name}", args=[reader.ad.pk]),
        "terms": offer_rows(offer) if offer and name in SHOWS_TERMS else [],
    }
    if reader.is_sponsor and name in HOLDS_BUDGET:
        allowance = allowance_of(reader.ad)
        base["budget_words"] = allowance.words(reader.price_minor)
        base["over_budget"] = allowance.refusal(reader.price_minor)
    return render(request, template, base | context)


def cannot(reader: Reader, name: str) -> str:
    """Return why the reader cannot take transition `name` now, or nothing."""
    transition = TRANSITIONS[name]
    try:
        check_allowed(reader.ad, transition, reader.mover)
        if transition.is_blockable:
            check_unblocked(reader.ad)
    except Refused as refusal:
        return str(refusal)
    return why_closed(reader, name)


def turn_back(request: SignedInRequest, reader: Reader, name: str, reason: str) -> HttpResponse:
    """Lead to the room; a second press of the same button is no mistake worth an error."""
    event = reader.last_event
    is_repeat = (
        request.method == "POST"
        and event is not None
        and (event.transition, event.actor_id) == (name, request.user.pk)
    )
    if is_repeat:
        messages.info(request, "That is done already. Here is where things stand.")
    else:
        messages.error(request, reason)
    return redirect(reader.ad)
