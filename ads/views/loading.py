"""Loading an ad for the person who asks: what is not theirs does not exist."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.db.models import OuterRef, Prefetch, Subquery
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ads.models import Ad, Deliverable, Offer
from ads.room import Reader
from ads.workflow import Side
from marketplace.kernel.errors import Refused
from marketplace.messaging.models import ThreadParticipant

if TYPE_CHECKING:
    from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: "User"


def load_reader(request: SignedInRequest, pk: int) -> Reader:
    """Return the ad with the side the user takes in it. Raises Http404 for strangers."""
    ads = Ad.objects.visible_to(request.user).select_related(
        "campaign__sponsor__user",
        "influencer__user",
        "influencer__category",
        "current_offer",
        "thread",
        "interest__thread",
    )
    seat = ThreadParticipant.objects.filter(thread=OuterRef("thread"), user=request.user)
    ads = ads.annotate(read_up_to=Subquery(seat.values("last_read_message")[:1]))
    offers = Prefetch("offers", Offer.objects.prefetch_related("items"))
    due = Prefetch("deliverables", Deliverable.objects.prefetch_related("submissions"))
    ad = get_object_or_404(ads.prefetch_related(offers, due, "ratings"), pk=pk)
    side = cast("Side", ad.side_of(request.user))
    return Reader(ad=ad, user=request.user, side=side, now=timezone.now())


def blame(form: BaseForm, refusal: Refused) -> None:
    """Show why an action was refused: at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def tell_refused(request: HttpRequest, refusal: Refused) -> None:
    """Show why an action was refused on the next page."""
    messages.error(request, str(refusal))
