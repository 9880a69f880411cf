"""The frozen contract of an ad: as paper to print, and as hashes to verify."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.models import DeliverableKind, Platform
from ads.models import Ad, Proposal
from ads.paper import Acceptance, Amendment, ChangedRow, ContractPaper, Party
from ads.speech import name_of
from ads.terms import OfferTerms, diff, rows, terms_digest
from ads.workflow import Side
from marketplace.ledger.fees import rate_text

HEADINGS = ("What", "Platform", "Draft due", "Goes live", "Stays live")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One hash on the books beside the one that its terms give now."""

    label: str
    stored: str
    computed: str

    @property
    def is_sound(self) -> bool:
        """Whether the terms are what was agreed."""
        return self.stored == self.computed


def amendments_of(ad: Ad) -> list[Proposal]:
    """Return the accepted amendments, first to last. One query."""
    accepted = ad.proposals.filter(
        kind=Proposal.Kind.AMENDMENT, state=Proposal.State.ACCEPTED
    ).select_related("actor", "closed_by")
    return list(accepted.order_by("closed_at", "pk"))


def verify(ad: Ad) -> Iterator[Verdict]:
    """Recompute the SHA-256 of the contract and of each amendment from the stored terms, and check
    that each amendment names the hash before it. An ad without a contract yields nothing."""
    if not ad.terms:
        return
    before = terms_digest(ad.terms)
    yield Verdict("contract", ad.terms_hash, before)
    for number, amendment in enumerate(amendments_of(ad), start=1):
        terms = amendment.terms or {}
        yield Verdict(f"amendment {number} amends", str(terms.get("amends", "")), before)
        before = terms_digest(terms)
        yield Verdict(f"amendment {number}", amendment.terms_hash, before)


def paper_of(ad: Ad) -> ContractPaper:
    """Return what the contract's PDF prints: the terms as frozen, both acceptances, amendments."""
    frozen = ad.terms or {}
    terms = OfferTerms.from_frozen(frozen)
    said = dict(rows(terms))
    del said["Deliverables"]
    return ContractPaper(
        site_name=settings.SITE_NAME,
        ad_id=ad.pk,
        title=frozen["title"],
        parties=(
            _party(ad, Side.SPONSOR, frozen["sponsor"], ad.campaign.sponsor.company_name),
            _party(ad, Side.INFLUENCER, frozen["influencer"], ""),
        ),
        terms=(
            *((label, text) for label, text in said.items() if text),
            ("Platform's fee", f"{rate_text(frozen['fee_bps'])} of what is released"),
            ("Days end at midnight in", frozen["influencer_zone"]),
        ),
        deliverable_headings=HEADINGS,
        deliverables=tuple(_piece(item) for item in terms.items),
        checklist=tuple(frozen.get("checklist", ())),
        acceptances=tuple(_acceptances(ad, frozen)),
        digest=ad.terms_hash,
        amendments=tuple(_amendments(ad, terms)),
    )


def _party(ad: Ad, side: Side, handle: str, company: str) -> Party:
    lines = (f"@{handle}", *([company] if company else []))
    return Party(side.label, name_of(ad, side), lines)


def _piece(item: Any) -> tuple[str, ...]:
    days = "day" if item.live_days == 1 else "days"
    return (
        DeliverableKind(item.kind).label,
        Platform(item.platform).label,
        f"{item.due_date:%-d %b %Y}",
        f"{item.posting_date:%-d %b %Y}",
        f"{item.live_days} {days}",
    )


def _acceptances(ad: Ad, frozen: dict[str, Any]) -> Iterator[Acceptance]:
    """Yield who made the offer and who accepted it. Contracts from before both were frozen take
    the former from the offer itself."""
    offer = ad.offers.filter(number=frozen["offer"]).first()
    made_by = Side(frozen.get("offered_by") or (offer.made_by if offer else Side.SPONSOR))
    sent = frozen.get("offered_at")
    offered_at = datetime.fromisoformat(sent) if sent else (offer.sent_at if offer else None)
    if offered_at is not None:
        yield Acceptance(name_of(ad, made_by), f"{made_by.label}, by the offer", offered_at)
    other = made_by.other
    accepted_at = datetime.fromisoformat(frozen["accepted_at"])
    yield Acceptance(name_of(ad, other), f"{other.label}, by accepting it", accepted_at)


def _amendments(ad: Ad, before: OfferTerms) -> Iterator[Amendment]:
    for amendment in amendments_of(ad):
        after = OfferTerms.from_frozen(amendment.terms or {})
        assert amendment.closed_at is not None  # an accepted proposal was closed, by constraint
        yield Amendment(
            at=amendment.closed_at,
            proposer=name_of(ad, Side(amendment.made_by)),
            accepter=name_of(ad, amendment.answered_by),
            changes=tuple(ChangedRow(d.label, d.old, d.new) for d in diff(before, after)),
            digest=amendment.terms_hash,
        )
        before = after
