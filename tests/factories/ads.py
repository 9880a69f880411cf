"""Ads in any state, driven there by the real actions."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import DeliverableKind, InfluencerProfile, Platform
from ads import actions
from ads.deadlines import local_day
from ads.hand_ins import LivePost, label_rule
from ads.models import Ad, Dispute
from ads.terms import Draft, ItemTerms, OfferTerms
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.ledger.actions import post_opening_balance
from tests.factories.accounts import make_influencer
from tests.factories.campaigns import make_campaign

PRICE_MINOR = 45_000


def make_terms(*, now: datetime | None = None, **fields: Any) -> OfferTerms:
    """Return terms of one post at $450, due in ten days and live in twelve."""
    today = (now or timezone.now()).date()
    defaults: dict[str, Any] = {
        "price_minor": PRICE_MINOR,
        "requirements": "Show the shoes on a wet trail.",
        "usage_rights": "Your own channels, worldwide, for six months.",
        "kill_fee_minor": 9_000,
        "items": (
            ItemTerms(
                platform=Platform.INSTAGRAM,
                kind=DeliverableKind.POST,
                quantity=1,
                due_date=today + timedelta(days=10),
                posting_date=today + timedelta(days=12),
                live_days=30,
            ),
        ),
    }
    return OfferTerms(**(defaults | fields))


def make_ad(
    state: str = State.OFFERED,
    *,
    campaign: Campaign | None = None,
    influencer: InfluencerProfile | None = None,
    terms: OfferTerms | None = None,
    now: datetime | None = None,
    title: str = "Two trail videos",
) -> Ad:
    """Return an ad that the real actions brought to `state`, all at the moment `now`."""
    moment = now or timezone.now()
    campaign = campaign or make_campaign()
    influencer = influencer or make_influencer()
    sponsor_user, influencer_user = campaign.sponsor.user, influencer.user
    ad = actions.create_draft(
        actor=sponsor_user,
        campaign=campaign,
        influencer=influencer,
        title=title,
        terms=terms or make_terms(now=moment),
        now=moment,
    )
    steps = {
        State.OFFERED: lambda: actions.send_offer(actor=sponsor_user, ad=ad, now=moment),
        State.ACCEPTED: lambda: actions.accept_offer(
            actor=influencer_user, ad=ad, answering=1, now=moment
        ),
        State.ACTIVE: lambda: pay(ad, now=moment),
        State.IN_REVIEW: lambda: hand_in(ad, now=moment),
        State.APPROVED: lambda: actions.approve_work(actor=sponsor_user, ad=ad, now=moment),
        State.POSTED: lambda: post(ad, now=moment),
        State.COMPLETED: lambda: actions.complete_ad(actor=sponsor_user, ad=ad, now=moment),
    }
    detours = {
        State.COUNTERED: (State.OFFERED, lambda: counter(ad, now=moment)),
        State.DECLINED: (
            State.OFFERED,
            lambda: actions.decline_offer(actor=influencer_user, ad=ad, answering=1, now=moment),
        ),
        State.WITHDRAWN: (
            State.OFFERED,
            lambda: actions.withdraw_offer(actor=sponsor_user, ad=ad, now=moment),
        ),
        State.EXPIRED: (State.OFFERED, lambda: actions.expire_offer(ad=ad, now=moment)),
        State.CANCELLED: (
            State.ACCEPTED,
            lambda: actions.cancel_ad(actor=sponsor_user, ad=ad, now=moment),
        ),
        State.DISPUTED: (State.ACTIVE, lambda: dispute(ad, now=moment)),
        State.CHANGES_REQUESTED: (State.IN_REVIEW, lambda: ask_for_changes(ad, now=moment)),
    }
    target = State(state)
    if target is State.DRAFT:
        return ad
    last_step, detour = detours.get(target, (target, None))
    for name, step in steps.items():
        step()
        if name is last_step:
            break
    if detour:
        detour()
    return Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)


def pay(ad: Ad, *, now: datetime | None = None) -> Ad:
    """Fund the ad from a wallet that is given the money first."""
    sponsor_user = ad.campaign.sponsor.user
    price = Ad.objects.get(pk=ad.pk).price_minor
    post_opening_balance(user=sponsor_user, amount_minor=price, reference=f"test:{ad.pk}:deposit")
    return actions.fund_ad(actor=sponsor_user, ad=ad, now=now)


def hand_in(ad: Ad, *, now: datetime | None = None) -> Ad:
    """Submit a draft for every deliverable."""
    return hand_in_as(ad.influencer.user, ad, now=now)


def hand_in_as(actor: Any, ad: Ad, *, now: datetime | None = None) -> Ad:
    """Let anybody try to submit a draft for every deliverable."""
    drafts = drafts_for(ad, now=now)
    return actions.submit_work(actor=actor, ad=ad, drafts=drafts, is_attested=True, now=now)


def drafts_for(
    ad: Ad, *, text: str = "The first cut.", now: datetime | None = None
) -> dict[int, Draft]:
    """Return a draft for every deliverable, each with a caption that says what it is."""
    caption = good_caption(ad, now=now)
    return {item.pk: Draft(text=text, caption=caption) for item in ad.deliverables.all()}


def good_caption(ad: Ad, *, now: datetime | None = None) -> str:
    """Return a caption that begins with the label of the sponsor's country."""
    return f"{label_rule(ad, now or timezone.now()).labels[0]} Wet trails, dry feet."


def ask_for_changes(ad: Ad, *, now: datetime | None = None) -> Ad:
    """Send every draft back."""
    return actions.request_changes(
        actor=ad.campaign.sponsor.user,
        ad=ad,
        deliverable_ids=[item.pk for item in ad.deliverables.all()],
        reason="Show the sole, too.",
        now=now,
    )


def post(ad: Ad, *, now: datetime | None = None) -> Ad:
    """Hand in a live link for every deliverable."""
    return post_as(ad.influencer.user, ad, now=now)


def post_as(actor: Any, ad: Ad, *, now: datetime | None = None) -> Ad:
    """Let anybody try to hand in a live link for every deliverable."""
    links = links_for(ad, now=now)
    return actions.post_live(actor=actor, ad=ad, links=links, is_attested=True, now=now)


def links_for(ad: Ad, *, now: datetime | None = None) -> dict[int, LivePost]:
    """Return a live post for every deliverable, from the day it is for the influencer."""
    day = local_day(Ad.objects.get(pk=ad.pk), now or timezone.now())
    return {
        item.pk: LivePost(f"https://example.com/p/{item.pk}", day) for item in ad.deliverables.all()
    }


def dispute(ad: Ad, *, now: datetime | None = None) -> Dispute:
    """Let the sponsor open a dispute."""
    return actions.open_dispute(
        actor=ad.campaign.sponsor.user,
        ad=ad,
        reason=Dispute.Reason.NOT_DELIVERED,
        text="Nothing has come so far.",
        now=now,
    )


def counter(ad: Ad, *, price_minor: int = 50_000, now: datetime | None = None) -> Ad:
    """Let the influencer ask for more."""
    return actions.counter_offer(
        actor=ad.influencer.user,
        ad=ad,
        terms=make_terms(now=now, price_minor=price_minor),
        answering=1,
        now=now,
    )
