"""Loading an ad for the person who asks: what is not theirs does not exist."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from ads.models import Ad
from ads.room import Reader
from ads.workflow import Side
from campaigns.budget import OverBudget
from marketplace.kernel.errors import Refused


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


# What a reader of each role needs of the other one.
_OTHER_SIDE = {
    User.Role.SPONSOR: ("influencer__user", "influencer__category"),
    User.Role.INFLUENCER: ("campaign__sponsor__user",),
    "": (),
}


def load_reader(request: SignedInRequest, pk: int) -> Reader:
    """Return the ad with the side the user takes in it. Raises Http404 for strangers."""
    user = request.user
    ads = Ad.objects.visible_to(user).select_related(
        "campaign", "thread", "amendment", *_OTHER_SIDE[user.role]
    )
    ads = ads.prefetch_related("offers__items", "deliverables__submissions")
    ad = get_object_or_404(ads, pk=pk)
    # The reader's own profile came with the session, the offer on the table with the others.
    if user.is_sponsor:
        ad.campaign.sponsor = user.sponsor_profile
    else:
        ad.influencer = user.influencer_profile
    ad.current_offer = next((o for o in ad.offers.all() if o.pk == ad.current_offer_id), None)
    side = cast("Side", ad.side_of(user))
    return Reader(ad=ad, user=user, side=side, now=timezone.now())


def blame(form: BaseForm, refusal: Refused) -> None:
    """Show why an action was refused: at its field, or above the form."""
    code = "over_budget" if isinstance(refusal, OverBudget) else None
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, ValidationError(str(refusal), code=code))


def tell_refused(request: HttpRequest, refusal: Refused) -> None:
    """Show why an action was refused on the next page."""
    messages.error(request, str(refusal))
