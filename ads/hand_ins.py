"""What is handed in is measured by: the checklist, the rounds, the rule about labels."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ads.checklist import checklist_of
from ads.deadlines import local_day
from ads.disclosure import Rule, rule_for
from ads.models import Ad

# What the influencer attests to, word for word, when drafts and when live links are handed in.
DRAFT_ATTESTATION = (
    "I attest that each live post will carry the label of its caption where people see it at once."
)
LIVE_ATTESTATION = (
    "I attest that each live post carries the label of its caption where people see it at once."
)


@dataclass(frozen=True, slots=True)
class LivePost:
    """Where a deliverable went live, and on which day in the influencer's zone."""

    url: str
    posted_date: date


def label_rule(ad: Ad, now: datetime) -> Rule:
    """Return the rule about advertising labels that the sponsor's country sets on that day."""
    country = ad.campaign.sponsor.country or ad.terms_in_force.get("sponsor_country", "")
    return rule_for(country, local_day(ad, now))


def checklist(ad: Ad) -> list[str]:
    """Return what a draft is measured by; contracts from before checklists make it now."""
    terms = ad.terms_in_force
    if "checklist" in terms:
        return list(terms["checklist"])
    return checklist_of(terms.get("requirements", ""))


def named_items(ad: Ad, positions: Iterable[int]) -> list[dict[str, int | str]]:
    """Return the checklist's items at `positions`, which count from 1, as an event keeps them.

    Raises LookupError for a position that the checklist does not have.
    """
    items = dict(enumerate(checklist(ad), start=1))
    return [{"position": number, "text": items[number]} for number in sorted(set(positions))]


def rounds(ad: Ad) -> int:
    """Return how many rounds of changes the terms in force allow."""
    return int(ad.terms_in_force.get("revision_rounds", 0))
