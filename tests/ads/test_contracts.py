"""The contract: printed whole, and verified to the byte."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from ads import actions
from ads.contracts import paper_of, verify
from ads.models import Ad
from ads.terms import OfferTerms
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RAISED = 60_000


def amended(ad: Ad) -> Ad:
    """Raise the price by an amendment that the influencer asks for."""
    terms = OfferTerms.from_frozen(ad.terms_in_force)
    proposal = actions.propose_amendment(
        actor=ad.user_of(Side.INFLUENCER),
        ad=ad,
        terms=replace(terms, price_minor=terms.price_minor - 5_000),
        reason="One scene less",
        now=NOW,
    )
    actions.accept_proposal(actor=ad.user_of(Side.SPONSOR), proposal=proposal, now=NOW)
    return Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)


def words_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_paper_names_both_acceptances_with_their_times_and_the_hash() -> None:
    ad = make_ad(State.ACCEPTED, now=NOW)
    paper = paper_of(ad)
    assert [(a.who, a.side, a.at) for a in paper.acceptances] == [
        (ad.campaign.sponsor.display_name, "Sponsor, by the offer", NOW),
        (ad.influencer.display_name, "Influencer, by accepting it", NOW),
    ]
    assert (paper.ad_id, paper.digest, paper.amendments) == (ad.pk, ad.terms_hash, ())
    assert ("Price", "$450.00") in paper.terms
    assert paper.checklist == ("Show the shoes on a wet trail.",)


def test_the_paper_shows_each_amendment_beside_the_frozen_contract() -> None:
    ad = amended(make_ad(State.ACTIVE, now=NOW))
    paper = paper_of(ad)
    assert ("Price", "$450.00") in paper.terms
    [amendment] = paper.amendments
    assert [(c.label, c.old, c.new) for c in amendment.changes] == [("Price", "$450.00", "$400.00")]
    names = (ad.influencer.display_name, ad.campaign.sponsor.display_name)
    assert (amendment.proposer, amendment.accepter, amendment.at) == (*names, NOW)
    assert amendment.digest == ad.amendment.terms_hash


@pytest.mark.parametrize("side", list(Side))
def test_both_parties_read_the_contract_as_pdf(side: Side) -> None:
    ad = make_ad(State.ACTIVE)
    response = client_of(ad.user_of(side)).get(f"/ads/{ad.pk}/contract.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Cache-Control"] == "private, no-store"
    text = words_of(response.content)
    for said in (ad.title, "Show the shoes on a wet trail.", "$450.00", ad.terms_hash):
        assert said in text


def test_nobody_else_reads_it_and_there_is_none_before_acceptance() -> None:
    ad = make_ad(State.ACTIVE)
    for stranger in (make_sponsor().user, make_influencer().user, make_moderator()):
        assert client_of(stranger).get(f"/ads/{ad.pk}/contract.pdf").status_code == 404
    offered = make_ad(State.OFFERED)
    sponsor = client_of(offered.user_of(Side.SPONSOR))
    assert sponsor.get(f"/ads/{offered.pk}/contract.pdf").status_code == 404


def test_a_contract_and_its_amendments_are_sound_until_somebody_touches_them() -> None:
    ad = amended(make_ad(State.ACTIVE, now=NOW))
    assert [(v.label, v.is_sound) for v in verify(ad)] == [
        ("contract", True),
        ("amendment 1 amends", True),
        ("amendment 1", True),
    ]
    ad.terms["price_minor"] += 1
    assert [v.is_sound for v in verify(ad)] == [False, False, True]


def run(*words: object) -> str:
    out = StringIO()
    call_command("verify_contract", *map(str, words), stdout=out)
    return out.getvalue()


def test_the_command_compares_the_books_and_the_paper() -> None:
    ad = make_ad(State.ACCEPTED)
    assert run(ad.pk) == f"contract: {ad.terms_hash} sound\n"
    assert run(ad.pk, ad.terms_hash.upper()) == f"contract: {ad.terms_hash} sound\n"
    with pytest.raises(CommandError, match="belongs to no version"):
        run(ad.pk, "0" * 64)
    Ad.objects.filter(pk=ad.pk).update(terms=ad.terms | {"price_minor": 1})
    with pytest.raises(CommandError, match="not what was agreed"):
        run(ad.pk)


def test_the_command_says_so_where_there_is_nothing_to_verify() -> None:
    with pytest.raises(CommandError, match="There is no ad 0"):
        run(0)
    with pytest.raises(CommandError, match="nothing was accepted"):
        run(make_ad(State.OFFERED).pk)


def test_the_paper_is_set_anew_only_where_it_says_something_else() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    client = client_of(ad.user_of(Side.SPONSOR))
    first = client.get(f"/ads/{ad.pk}/contract.pdf").content
    assert client.get(f"/ads/{ad.pk}/contract.pdf").content == first
    amended(ad)
    assert "$400.00" in words_of(client.get(f"/ads/{ad.pk}/contract.pdf").content)
