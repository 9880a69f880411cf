"""The same ad again, in one of the sponsor's campaigns."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ads.actions import duplicate_ad
from ads.forms import ChooseCampaignForm
from ads.models import Ad
from ads.room import Reader
from ads.views.loading import SignedInRequest, blame, load_reader
from ads.views.origins import own_campaigns
from marketplace.kernel.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the campaign, then make a draft with the terms of this ad."""
    reader = load_reader(request, pk)
    if not reader.is_sponsor:
        raise Http404("Only sponsors make ads.")
    form = _form(request, reader)
    if request.method == "POST" and form.is_valid():
        try:
            draft = duplicate_ad(
                actor=request.user, ad=reader.ad, campaign=form.cleaned_data["campaign"]
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(
                request,
                "The draft is saved, its days moved on. Look through it before you send it.",
            )
            return redirect("ads:edit", draft.pk)
    context = {"ad": reader.ad, "reader": reader, "form": form}
    return render(request, "ads/duplicate.html", context)


def _form(request: SignedInRequest, reader: Reader) -> ChooseCampaignForm:
    """Return the choice of campaigns: the same one first, unless it has an open ad of the pair."""
    ad = reader.ad
    pair = Ad.objects.open().filter(campaign=ad.campaign, influencer=ad.influencer)
    return ChooseCampaignForm(
        request.POST if request.method == "POST" else None,
        campaigns=own_campaigns(request.user),
        initial=None if pair.exists() else {"campaign": ad.campaign_id},
    )
