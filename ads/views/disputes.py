"""Disputes: opening one, saying how one sees it, taking it back, and the moderators' way in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ads import actions
from ads.forms import DisputeForm, StatementForm, WithdrawDisputeForm
from ads.models import Ad, Dispute
from ads.room import Reader
from ads.views.loading import SignedInRequest, blame, load_reader, tell_refused
from ads.views.moves import MovePage, move_view, plain
from ads.views.questions import cannot, turn_back
from ads.views.rooms import show_room
from marketplace.kernel.errors import Refused

dispute = move_view(
    MovePage(
        "dispute",
        lambda r, form: actions.open_dispute(actor=r.user, ad=r.ad, **form.cleaned_data),
        "The dispute is open. {other} has {dispute_days} to answer.",
        lambda r, *posted: DisputeForm(*posted, side=r.side),
        context=lambda r: {"has_proposal": r.open_proposal is not None},
        template="ads/dispute.html",
    )
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a statement; without one, lead to the dispute."""
    reader = load_reader(request, pk)
    box_url = f"{reader.ad.get_absolute_url()}#dispute"
    if request.method != "POST":
        return redirect(box_url)
    if reader.dispute is None or not reader.dispute.is_open:
        messages.error(request, "There is no open dispute about this ad.")
        return redirect(reader.ad)
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid() or not _say(request, reader, form):
        return show_room(request, reader, statement_form=form)
    return redirect(box_url)


def _say(request: SignedInRequest, reader: Reader, form: StatementForm) -> bool:
    """Make a valid statement; return whether it was made. A refusal goes to the form."""
    try:
        actions.add_statement(actor=reader.user, ad=reader.ad, **form.cleaned_data)
    except Refused as refusal:
        blame(form, refusal)
        return False
    messages.success(request, "Your statement is with the dispute. It cannot be changed.")
    return True


withdraw_dispute = move_view(
    MovePage(
        "withdraw_dispute",
        lambda r, form: actions.withdraw_dispute(actor=r.user, ad=r.ad, **form.cleaned_data),
        "The dispute is withdrawn. The work goes on with the time it had left.",
        plain(WithdrawDisputeForm),
    )
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead a moderator to where disputes are settled; for everybody else it does not exist."""
    user = request.user
    if not (user.is_staff and user.has_perm("ads.change_dispute")):
        raise Http404("Only moderators settle.")
    ad = get_object_or_404(Ad.objects.exclude(state=Ad.State.DRAFT), pk=pk)
    found = Dispute.objects.filter(ad=ad, state=Dispute.State.OPEN).first()
    if found is None:
        tell_refused(request, Refused("There is no open dispute about this ad."))
        return redirect("admin:ads_ad_change", ad.pk)
    return redirect("admin:ads_dispute_settle", found.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_agreed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how a paid ad is cancelled: nobody does it alone."""
    reader = load_reader(request, pk)
    reason = cannot(reader, "cancel_agreed")
    if reader.ad.is_running:
        reason = (
            "Nobody cancels a paid ad alone. Propose to cancel; it ends when "
            f"{reader.other_name} accepts."
        )
    return turn_back(request, reader, "cancel_agreed", reason)
