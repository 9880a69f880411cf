"""Drafts: the sponsor's alone until they are sent."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import InfluencerProfile
from ads.consistency import Problem, amount_problems, rights_problems
from ads.models import Ad, Offer, OfferItem
from ads.terms import ITEM_COLUMNS, OfferTerms
from ads.workflow import Side, State
from campaigns.models import Campaign, Interest
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


def check_terms(terms: OfferTerms, *, influencer: InfluencerProfile, now: datetime) -> None:
    """Raise Refused unless the terms can be kept from today on, in the influencer's zone."""
    check_amounts(terms)
    check_rights(terms)
    if not terms.items:
        raise Refused("An offer names at least one deliverable.")
    if terms.first_due_date < now.astimezone(influencer.user.zone).date():
        raise Refused("A draft is due in the past. Choose a later date.")
    if any(item.posting_date < item.due_date for item in terms.items):
        raise Refused("A deliverable goes live before its draft is due.")


def check_amounts(terms: OfferTerms) -> None:
    """Raise Refused where price, kill fee and the price of usage do not fit together."""
    _refuse_first(amount_problems(terms))


def check_rights(terms: OfferTerms) -> None:
    """Raise Refused where product, usage or exclusivity are said by half."""
    _refuse_first(rights_problems(terms))


def _refuse_first(problems: Iterator[Problem]) -> None:
    if problem := next(problems, None):
        raise Refused(problem.text, field=problem.field)


def write_offer(
    *, ad: Ad, terms: OfferTerms, made_by: Side, actor: "User", sent_at: datetime | None
) -> Offer:
    """Add the next version of the ad's terms and make it the current one, unsaved on `ad`."""
    latest = ad.offers.order_by("-number").values_list("number", flat=True).first() or 0
    offer = Offer.objects.create(
        ad=ad,
        number=latest + 1,
        made_by=made_by,
        actor=actor,
        **terms.columns(),
        sent_at=sent_at,
    )
    write_items(offer, terms)
    ad.current_offer = offer
    return offer


def write_items(offer: Offer, terms: OfferTerms) -> None:
    """Store the offer's lines in their order."""
    OfferItem.objects.bulk_create(
        OfferItem(
            offer=offer,
            position=position,
            **{name: getattr(item, name) for name in ITEM_COLUMNS},
        )
        for position, item in enumerate(terms.items, start=1)
    )


def create_draft(
    *,
    actor: "User",
    campaign: Campaign,
    influencer: InfluencerProfile,
    title: str,
    terms: OfferTerms,
    interest: Interest | None = None,
    now: datetime | None = None,
) -> Ad:
    """Start an ad as a draft with its first terms; nothing is committed and nobody is told.

    Raises Refused where the campaign is not the actor's or is closed, the terms cannot be
    kept, or an open ad with this influencer exists in the campaign.
    """
    moment = now or timezone.now()
    if campaign.sponsor.user_id != actor.pk:
        raise Refused("This is not your campaign.")
    if campaign.state == Campaign.State.CLOSED:
        raise Refused("The campaign is closed, so it takes no new ads.")
    if interest and (interest.campaign_id, interest.influencer_id) != (campaign.pk, influencer.pk):
        raise Refused("This interest belongs to another campaign or influencer.")
    check_terms(terms, influencer=influencer, now=moment)
    try:
        with transaction.atomic():
            ad = Ad.objects.create(
                campaign=campaign,
                influencer=influencer,
                interest=interest,
                title=title,
                state_entered_at=moment,
                created_at=moment,
            )
            write_offer(ad=ad, terms=terms, made_by=Side.SPONSOR, actor=actor, sent_at=None)
            ad.save(update_fields=["current_offer"])
    except IntegrityError as error:
        raise Refused(
            f"You already have an open ad with {influencer.display_name} in this campaign."
        ) from error
    return ad


def lock_draft(actor: "User", ad: Ad) -> Ad:
    """Return the actor's draft under a row lock. Raises Refused if it is no draft any more."""
    draft = (
        Ad.objects.select_for_update(of=("self",))
        .select_related("campaign__sponsor", "influencer__user", "current_offer")
        .get(pk=ad.pk)
    )
    if draft.campaign.sponsor.user_id != actor.pk:
        raise Refused("This is not your draft.")
    if draft.state != State.DRAFT or draft.current_offer is None:
        raise Refused("The ad was sent already. Its terms now change by counter-offers.")
    return draft


def update_draft(
    *, actor: "User", ad: Ad, title: str, terms: OfferTerms, now: datetime | None = None
) -> Ad:
    """Rewrite a draft's title and terms. Raises Refused once it was sent."""
    moment = now or timezone.now()
    check_terms(terms, influencer=ad.influencer, now=moment)
    with transaction.atomic():
        draft = lock_draft(actor, ad)
        draft.title = title
        draft.save(update_fields=["title"])
        offer = draft.current_offer
        assert offer is not None  # lock_draft refuses an ad without one
        for name, value in terms.columns().items():
            setattr(offer, name, value)
        offer.save()
        offer.items.all().delete()
        write_items(offer, terms)
    return draft


def delete_draft(*, actor: "User", ad: Ad) -> None:
    """Throw a draft away; an interest it answers stays open. Raises Refused once it was sent."""
    with transaction.atomic():
        draft = lock_draft(actor, ad)
        Ad.objects.filter(pk=draft.pk).update(current_offer=None)
        draft.offers.all().delete()
        Ad.objects.filter(pk=draft.pk).delete()
