"""The counter-offer: the terms on the table, changed and sent back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ads.actions import counter_offer
from ads.forms import BaseItemFormSet, CounterForm, item_formset, terms_of
from ads.room import Reader, Room
from ads.views.loading import SignedInRequest, blame, load_reader
from ads.views.prefill import item_rows, offer_values
from ads.views.questions import cannot, show_question, turn_back
from marketplace.kernel.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the terms on the table for changing, and send them back changed."""
    reader = load_reader(request, pk)
    if reason := cannot(reader, "counter"):
        return turn_back(request, reader, "counter", reason)
    form, items = _forms(request, reader)
    if request.method == "POST" and all([form.is_valid(), items.is_valid()]):
        try:
            counter_offer(
                actor=request.user,
                ad=reader.ad,
                terms=terms_of(form, items),
                answering=form.cleaned_data["answering"],
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            messages.success(request, f"{reader.other_name} has your counter-offer.")
            return redirect(reader.ad)
    return show_question(
        request,
        reader,
        "counter",
        form=form,
        items=items,
        room=Room(reader),
        template="ads/counter.html",
    )


def _forms(request: SignedInRequest, reader: Reader) -> tuple[CounterForm, BaseItemFormSet]:
    """Return the form and the formset, filled with the offer on the table."""
    ad, offer = reader.ad, reader.ad.current_offer
    assert offer is not None  # only an ad with an offer can be countered
    posted = request.POST if request.method == "POST" else None
    form = CounterForm(
        posted,
        initial=offer_values(offer) | {"answering": offer.number},
        free_minor=ad.campaign.free_minor + ad.committed_minor if reader.is_sponsor else None,
    )
    today = timezone.localdate(reader.now, ad.influencer.user.zone)
    return form, item_formset(posted, today=today, rows=item_rows(offer))
