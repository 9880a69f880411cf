"""Drafts: where an ad begins, until it is sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ads.actions import create_draft, delete_draft, update_draft
from ads.forms import BaseItemFormSet, ChooseCampaignForm, DraftForm, item_formset, terms_of
from ads.models import Ad
from ads.room import Reader, Worth, worth_for, worth_of_draft
from ads.views.loading import SignedInRequest, blame, load_reader, tell_refused
from ads.views.origins import Origin, own_campaigns, read_origin
from ads.views.prefill import (
    first_rows,
    first_terms,
    first_values,
    item_rows,
    offer_values,
)
from ads.views.questions import show_question
from ads.workflow import State
from campaigns.budget import Allowance
from marketplace.kernel.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    """Make a draft for one campaign and one influencer; ask for what the address leaves open."""
    if not request.user.is_sponsor:
        raise Http404("Only sponsors make ads.")
    origin = read_origin(request)
    if origin.campaign is None or origin.influencer is None:
        return _choose(request, origin)
    if existing := _open_ad(origin):
        messages.info(request, "You already have an open ad with each other in this campaign.")
        return redirect(existing)
    form, items = _new_forms(request, origin)
    if request.method == "POST" and all([form.is_valid(), items.is_valid()]):
        try:
            ad = create_draft(
                actor=request.user,
                campaign=origin.campaign,
                influencer=origin.influencer,
                interest=origin.interest,
                title=form.cleaned_data["title"],
                terms=terms_of(form, items),
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(request, "The draft is saved. Only you see it until you send it.")
            return redirect(ad)
    context = {"origin": origin, "form": form, "items": items, "worth": _first_worth(origin)}
    return render(request, "ads/create.html", context)


def _choose(request: SignedInRequest, origin: Origin) -> HttpResponse:
    """Ask for the campaign, or lead to the influencers."""
    campaigns = own_campaigns(request.user)
    form = None
    if origin.campaign is None and origin.influencer is not None:
        form = ChooseCampaignForm(campaigns=campaigns)
    context = {"origin": origin, "form": form, "campaigns": campaigns[:50]}
    return render(request, "ads/choose.html", context)


def _open_ad(origin: Origin) -> Ad | None:
    return Ad.objects.open().filter(campaign=origin.campaign, influencer=origin.influencer).first()


def _first_worth(origin: Origin) -> Worth | None:
    """Return what the suggested price comes to; None where no price is suggested."""
    campaign, influencer = origin.campaign, origin.influencer
    assert campaign is not None  # the caller asked for what was missing
    assert influencer is not None
    today = timezone.localdate(timezone=influencer.user.zone)
    terms = first_terms(campaign, influencer, origin.interest, today=today)
    return worth_of_draft(terms, list(influencer.channels.all()), campaign) if terms else None


def _new_forms(request: SignedInRequest, origin: Origin) -> tuple[DraftForm, BaseItemFormSet]:
    campaign, influencer = origin.campaign, origin.influencer
    assert campaign is not None  # the caller asked for what was missing
    assert influencer is not None
    posted = request.POST if request.method == "POST" else None
    today = timezone.localdate(timezone=influencer.user.zone)
    form = DraftForm(
        posted,
        initial=first_values(campaign, influencer, origin.interest),
        allowance=Allowance(campaign),
    )
    rows = first_rows(campaign, influencer, today=today)
    return form, item_formset(posted, today=today, rows=rows)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    reader = load_reader(request, pk)
    if reader.state is not State.DRAFT or reader.ad.current_offer is None:
        return _sent_already(request, reader)
    form, items = _edit_forms(request, reader)
    if request.method == "POST" and all([form.is_valid(), items.is_valid()]):
        try:
            update_draft(
                actor=request.user,
                ad=reader.ad,
                title=form.cleaned_data["title"],
                terms=terms_of(form, items),
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(request, "The draft is saved.")
            return redirect(reader.ad)
    worth = worth_for(reader, list(reader.ad.influencer.channels.all()))
    context = {"ad": reader.ad, "form": form, "items": items, "worth": worth}
    return render(request, "ads/edit.html", context)


def _edit_forms(request: SignedInRequest, reader: Reader) -> tuple[DraftForm, BaseItemFormSet]:
    ad, offer = reader.ad, reader.ad.current_offer
    assert offer is not None  # the caller turned back an ad without one
    posted = request.POST if request.method == "POST" else None
    form = DraftForm(
        posted,
        initial=offer_values(offer) | {"title": ad.title, "note": offer.note},
        allowance=Allowance(ad.campaign),
    )
    today = timezone.localdate(reader.now, ad.influencer.user.zone)
    return form, item_formset(posted, today=today, rows=item_rows(offer))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    reader = load_reader(request, pk)
    if reader.state is not State.DRAFT:
        return _sent_already(request, reader)
    if request.method != "POST":
        return show_question(request, reader, "delete")
    try:
        delete_draft(actor=request.user, ad=reader.ad)
    except Refused as refusal:
        tell_refused(request, refusal)
        return redirect(reader.ad)
    messages.success(request, f"The draft for {reader.other_name} is deleted.")
    return redirect("ads:list")


def _sent_already(request: SignedInRequest, reader: Reader) -> HttpResponse:
    messages.error(
        request, "This ad was sent already. Its terms change only by counter-offers now."
    )
    return redirect(reader.ad)
