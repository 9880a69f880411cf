"""The contract on paper."""

import hashlib

from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ads.contracts import paper_of
from ads.models import Ad
from ads.paper import ContractPaper, contract_pdf
from ads.views.loading import SignedInRequest
from marketplace.kernel.paper import pdf_response

SECONDS_KEPT = 3600


@login_required
@require_safe
def contract(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the frozen contract as PDF; before acceptance there is none."""
    ads = Ad.objects.visible_to(request.user)
    ad = get_object_or_404(ads.select_related("campaign__sponsor", "influencer"), pk=pk)
    if not ad.terms or not ad.terms_hash:
        raise Http404("Nothing has been accepted yet, so there is no contract.")
    return pdf_response(_printed(paper_of(ad)), filename=f"contract-{ad.pk}.pdf")


def _printed(paper: ContractPaper) -> bytes:
    """Return the paper as PDF, set once for all that it says: setting it takes a second."""
    key = f"contract:{hashlib.sha256(repr(paper).encode()).hexdigest()}"
    pdf: bytes | None = caches["pages"].get(key)
    if pdf is None:
        pdf = contract_pdf(paper)
        caches["pages"].set(key, pdf, SECONDS_KEPT)
    return pdf
