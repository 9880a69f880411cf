"""The product sent along: where to, on its way, there, back again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ads import actions
from ads.room import Reader
from ads.room.product import BUTTONS, FORMS
from ads.room.questions import Question
from ads.views.loading import SignedInRequest, blame, load_reader, tell_refused
from marketplace.kernel.errors import Refused

# Step: what it does with the form's data, and what is said afterwards.
STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "address": (actions.give_address, "Your address is kept for this ad. {sponsor} is told."),
    "sent": (actions.mark_sent, "Marked as sent. {influencer} is told."),
    "received": (actions.mark_received, "Marked as received. {sponsor} is told."),
    "returned": (actions.mark_returned, "Marked as sent back. {sponsor} is told."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one step of the product's way; without one, lead to its panel."""
    reader = load_reader(request, pk)
    box_url = f"{reader.ad.get_absolute_url()}#product"
    if request.method != "POST":
        return redirect(box_url)
    step = request.POST.get("step", "")
    if step not in STEPS:
        tell_refused(request, Refused("Choose what happened to the product."))
        return redirect(box_url)
    return _take(request, reader, step, box_url)


def _take(request: SignedInRequest, reader: Reader, step: str, box_url: str) -> HttpResponse:
    """Take a step; what is wrong with what was typed is asked again on a page of its own."""
    act, done = STEPS[step]
    form = FORMS[step](request.POST)
    if form.is_valid():
        try:
            data = {name: value for name, value in form.cleaned_data.items() if name != "step"}
            act(actor=request.user, ad=reader.ad, **data)
        except Refused as refusal:
            if not refusal.field:
                tell_refused(request, refusal)
                return redirect(box_url)
            blame(form, refusal)
        else:
            messages.success(request, reader.say(done))
            return redirect(box_url)
    question = Question(
        title="The product sent along", consequence="", button=BUTTONS[step], kind="primary"
    )
    context = {"ad": reader.ad, "question": question, "action_url": request.path, "form": form}
    return render(request, "ads/question.html", context)
