"""Publish, pause, resume, close: a page that says what will happen, and the POST that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from campaigns import actions
from campaigns.models import Campaign
from campaigns.views.gates import MemberRequest, View, sponsors_only
from marketplace.kernel.errors import Refused


@dataclass(frozen=True)
class Move:
    """What one of the four does, in words."""

    action: Callable[..., Campaign]
    question: str
    consequences: tuple[str, ...]
    button: str
    done: str
    is_final: bool = False


PUBLISH = Move(
    actions.publish_campaign,
    "Publish this campaign?",
    (
        "A public campaign appears in search, and influencers can show interest.",
        "A private one stays out of search; you send ads to the influencers you choose.",
        "From now on every change is kept and shown to those you work with.",
    ),
    "Publish campaign",
    "The campaign is published.",
)
PAUSE = Move(
    actions.pause_campaign,
    "Pause this campaign?",
    (
        "It leaves search, and nobody can show interest.",
        "No offer can be sent, countered or accepted until you resume it.",
        "Ads that are agreed run on.",
    ),
    "Pause campaign",
    "The campaign is paused.",
)
RESUME = Move(
    actions.resume_campaign,
    "Resume this campaign?",
    ("It takes interest and offers again, and a public one is back in search.",),
    "Resume campaign",
    "The campaign runs again.",
)
CLOSE = Move(
    actions.close_campaign,
    "Close this campaign?",
    (
        "Open offers are withdrawn, and what they hold of the budget is free again.",
        "Open interests are closed, and the influencers are told.",
        "Ads that are agreed run on to their end.",
        "A closed campaign cannot be opened again.",
    ),
    "Close campaign",
    "The campaign is closed.",
    is_final=True,
)


def _view(move: Move) -> View:
    @sponsors_only
    def campaign_move(request: MemberRequest, pk: int) -> HttpResponse:
        campaign = get_object_or_404(Campaign.objects.owned_by(request.user), pk=pk)
        if request.method != "POST":
            context: dict[str, Any] = {"campaign": campaign, "move": move}
            return render(request, "campaigns/confirm.html", context)
        try:
            move.action(actor=request.user, campaign=campaign)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, move.done)
        return redirect(campaign)

    return campaign_move


campaign_publish = _view(PUBLISH)
campaign_pause = _view(PAUSE)
campaign_resume = _view(RESUME)
campaign_close = _view(CLOSE)
