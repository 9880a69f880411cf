"""What became of a sponsor's offers and proposals since the last digest."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from ads import speech
from ads.models import AdEvent, Proposal
from ads.topics import AGREED, OFFERS
from ads.workflow import Side
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.ads import USER, unwanted_by
from marketplace.digests.sections.lists import first_of_each, ids_of, is_news, sections_of

TITLE = "What became of your offers and proposals"
ANSWERS = (
    *("accept", "decline", "counter", "withdraw", "expire", "cancel", "cancel_agreed"),
    *("amend", "proposal_declined", "proposal_withdrawn", "proposal_lapsed"),
)
# What silence does counts as an answer; an offer that the sponsor's own campaign took along when it
# closed does not.
BY_SILENCE = ("expire", "cancel", "proposal_lapsed")
REASON_CHARS = 200
_SPONSOR = f"ad__{USER[Side.SPONSOR]}"
COLUMNS = (
    *("transition", "reason", "data", "actor_id", "created_at", "ad__title", "ad__price_minor"),
    *("ad__current_offer__price_minor", "ad__influencer__user_id", "ad__influencer__display_name"),
    *("ad__campaign__sponsor__user_id", "ad__campaign__sponsor__display_name"),
)


def collect_answers(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the last answer in each ad that came since the sponsor's last digest. One query.

    What made it the sponsor's turn, as a counter-offer or an agreement to be paid, stands there;
    what the sponsor has reacted to since is no news.
    """
    sponsors = ids_of(readers, Side.SPONSOR)
    if not sponsors:
        return {}
    later = AdEvent.objects.filter(ad=OuterRef("ad"), pk__gt=OuterRef("pk")).filter(
        Q(transition__in=ANSWERS) | Q(actor=OuterRef(_SPONSOR))
    )
    # Who agreed to cancel is not in the event: the sponsor's own proposal was answered.
    asked_to_cancel = Proposal.objects.filter(
        ad=OuterRef("ad"),
        kind=Proposal.Kind.CANCELLATION,
        made_by=Side.SPONSOR,
        state=Proposal.State.ACCEPTED,
    )
    is_answer = ~Q(actor=F(_SPONSOR), actor__isnull=False) & (
        Q(actor__isnull=False) | Q(transition__in=BY_SILENCE)
    ) | Q(Exists(asked_to_cancel), transition="cancel_agreed")
    answers = AdEvent.objects.exclude(_unwanted(readers)).filter(
        is_answer,
        ~Exists(later),
        is_news(readers, user=_SPONSOR, moment="created_at"),
        transition__in=ANSWERS,
        ad__sponsor_acts_by=None,
        ad__is_history=False,
        **{f"{_SPONSOR}__in": sponsors},
    )
    rows = first_of_each(answers, user=_SPONSOR, order=("-created_at", "-pk"))
    related = ("ad__current_offer", "ad__influencer", "ad__campaign__sponsor")
    return sections_of(
        rows.select_related(*related).only(*COLUMNS),
        _line,
        title=TITLE,
        url=f"{reverse('ads:list')}?show=ended",
    )


def _unwanted(readers: Sequence[Reader]) -> Q:
    """Of an agreement everybody hears: it binds whoever has switched the rest off."""
    is_offer, is_agreed = Q(transition__in=OFFERS), Q(transition__in=AGREED)
    return unwanted_by(readers, user=_SPONSOR, is_offer=is_offer, is_work=~is_offer & ~is_agreed)


def _line(event: AdEvent) -> Line:
    ad = event.ad
    side = Side.INFLUENCER if event.actor_id == ad.influencer.user_id else None
    said = speech.line(ad, event.transition, side, amount_minor=event.data.get("amount_minor"))
    reason = " ".join(event.reason.split())
    if len(reason) > REASON_CHARS:
        reason = f"{reason[: REASON_CHARS - 1]}…"
    return Line(
        text=f"{ad.title}: {said}",
        url=f"{ad.get_absolute_url()}#timeline",
        note=f"“{reason}”" if reason else "",
    )
