"""The counter-offer: the terms on the table, changed and sent back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ads.actions import counter_offer
from ads.actions.escrow import allowance_of
from ads.forms import BaseItemFormSet, CounterForm, item_formset, terms_of
from ads.room import Reader, Room
from ads.views.loading import SignedInRequest, blame, load_reader
from ads.views.prefill import item_rows, offer_values
from ads.views.questions import cannot, show_question, turn_back
from marketplace.kernel.errors import Refused
from marketplace.ledger.once import Answer
from marketplace.ledger.views.once import do_once, sent_once


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def counter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the terms on the table for changing, and send them back changed."""
    reader = load_reader(request, pk)
    if reason := cannot(reader, "counter"):
        return turn_back(request, reader, "counter", reason)
    form, items = _forms(request, reader)
    if request.method == "POST" and all([form.is_valid(), items.is_valid()]):
        try:
            return do_once(request, lambda: _send_back(reader, form, items))
        except Refused as refusal:
            blame(form, refusal)
    return show_question(
        request,
        reader,
        "counter",
        form=form,
        items=items,
        room=Room(reader),
        template="ads/counter.html",
    )


def _send_back(reader: Reader, form: CounterForm, items: BaseItemFormSet) -> Answer:
    """Make the counter-offer that the valid forms hold."""
    counter_offer(
        actor=reader.user,
        ad=reader.ad,
        terms=terms_of(form, items),
        answering=form.cleaned_data["answering"],
    )
    return Answer(f"{reader.other_name} has your counter-offer.", reader.ad.get_absolute_url())


def _forms(request: SignedInRequest, reader: Reader) -> tuple[CounterForm, BaseItemFormSet]:
    """Return the form and the formset, filled with the offer on the table."""
    ad, offer = reader.ad, reader.ad.current_offer
    assert offer is not None  # only an ad with an offer can be countered
    posted = request.POST if request.method == "POST" else None
    form = CounterForm(
        posted,
        initial=offer_values(offer) | {"answering": offer.number},
        allowance=allowance_of(ad) if reader.is_sponsor else None,
    )
    today = timezone.localdate(reader.now, ad.influencer.user.zone)
    return form, item_formset(posted, today=today, rows=item_rows(offer))
