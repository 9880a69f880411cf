"""One page for each transition: the form or the question, and the move itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ads import actions
from ads.forms import AcceptForm, CancelForm, DeclineForm, RejectLiveForm
from ads.forms.files import rewrite_files
from ads.room import Reader, deposit_url
from ads.views.loading import SignedInRequest, blame, load_reader, tell_refused
from ads.views.questions import cannot, show_question, turn_back
from campaigns.budget import OverBudget
from marketplace.kernel.errors import Refused
from marketplace.ledger.errors import InsufficientFunds
from marketplace.ledger.once import Answer
from marketplace.ledger.views.once import do_once, sent_once

MoveView = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class MovePage:
    """What one transition needs from HTTP.

    `act` calls the action with the valid form, or None where there is none; `done` is the
    sentence shown afterwards, naming `Reader.words` in braces; `form` builds the form from the
    reader and the posted data and files, or from the reader alone; `context` is what the page
    shows besides.
    """

    name: str
    act: Callable[[Reader, Any], object]
    done: str
    form: Callable[..., Form] | None = None
    context: Callable[[Reader], dict[str, Any]] = lambda _: {}
    template: str = "ads/question.html"


def move_view(page: MovePage) -> MoveView:
    """Return the view of one transition."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @sent_once
    def view(request: SignedInRequest, pk: int) -> HttpResponse:
        reader = load_reader(request, pk)
        if reason := cannot(reader, page.name):
            return turn_back(request, reader, page.name, reason)
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = page.form(reader, *posted) if page.form else None
        if posted and (form is None or form.is_valid()):
            return _perform(request, reader, page, form)
        return _show(request, reader, page, form)

    view.__name__ = page.name
    view.__doc__ = f"Ask about the transition {page.name!r}, or carry it out."
    return view


def _show(
    request: SignedInRequest, reader: Reader, page: MovePage, form: Form | None, **more: Any
) -> HttpResponse:
    context = page.context(reader) | more
    return show_question(request, reader, page.name, template=page.template, form=form, **context)


def _perform(
    request: SignedInRequest, reader: Reader, page: MovePage, form: Form | None
) -> HttpResponse:
    """Carry the move out; a refusal goes to what was filled in, or else to the room."""

    def run() -> Answer:
        page.act(reader, form)
        return Answer(reader.say(page.done), reader.ad.get_absolute_url())

    try:
        if form is not None:
            rewrite_files(form)
        return do_once(request, run)
    except InsufficientFunds as gap:
        tell_refused(request, gap)
        return redirect(deposit_url(reader, gap.missing_minor))
    except OverBudget as refusal:
        # Only who pays gets here: what somebody else is offered holds its budget already.
        return _show(request, reader, page, form, over_budget=str(refusal))
    except Refused as refusal:
        if form is not None and form.visible_fields():
            blame(form, refusal)
            return _show(request, reader, page, form)
        tell_refused(request, refusal)
    return redirect(reader.ad)


def _party(reader: Reader) -> dict[str, Any]:
    return {"actor": reader.user, "ad": reader.ad}


def _answer(reader: Reader) -> dict[str, Any]:
    offer = reader.ad.current_offer
    return {"answering": offer.number if offer else None}


def plain(form_class: type[Form]) -> Callable[..., Form]:
    """Return the builder of a form that needs to know nothing about the ad."""
    return lambda _, *posted: form_class(*posted)


def _answering(form_class: type[Form]) -> Callable[..., Form]:
    """Return the builder of a form that carries which offer it answers."""
    return lambda reader, data=None, files=None: form_class(data, files, initial=_answer(reader))


send = move_view(
    MovePage(
        "send",
        lambda r, _: actions.send_offer(**_party(r)),
        "{other} has your offer of {price}.",
    )
)
accept = move_view(
    MovePage(
        "accept",
        lambda r, form: actions.accept_offer(**_party(r), **form.cleaned_data),
        "Agreed at {price}. {sponsor} pays it into escrow next.",
        _answering(AcceptForm),
    )
)
decline = move_view(
    MovePage(
        "decline",
        lambda r, form: actions.decline_offer(**_party(r), **form.cleaned_data),
        "You declined the offer. {other} is told.",
        _answering(DeclineForm),
    )
)
withdraw = move_view(
    MovePage(
        "withdraw",
        lambda r, _: actions.withdraw_offer(**_party(r)),
        "Your offer is withdrawn.",
    )
)
fund = move_view(
    MovePage(
        "fund",
        lambda r, _: actions.fund_ad(**_party(r)),
        "{price} is held in escrow. {influencer} can start.",
    )
)
approve = move_view(
    MovePage(
        "approve",
        lambda r, _: actions.approve_work(**_party(r)),
        "Approved. {influencer} posts next.",
    )
)
reject_live = move_view(
    MovePage(
        "reject_live",
        lambda r, form: actions.reject_live(**_party(r), **form.cleaned_data),
        "The links are back with {influencer}.",
        plain(RejectLiveForm),
    )
)
complete = move_view(
    MovePage(
        "complete",
        lambda r, _: actions.complete_ad(**_party(r)),
        "{net} is on its way to {influencer}.",
    )
)
cancel = move_view(
    MovePage(
        "cancel",
        lambda r, form: actions.cancel_ad(**_party(r), **form.cleaned_data),
        "The ad is cancelled.",
        plain(CancelForm),
    )
)
cancel_overdue = move_view(
    MovePage(
        "cancel_overdue",
        lambda r, form: actions.cancel_overdue(**_party(r), **form.cleaned_data),
        "The ad is cancelled. {price} is back in your wallet.",
        plain(CancelForm),
    )
)
