"""What is new: campaigns for influencers; interest, and what became of offers, for sponsors."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.actions import block_user
from accounts.models import InfluencerProfile
from ads import actions
from ads.models import Ad, Proposal
from ads.workflow import Side, State
from campaigns.actions import close_campaign
from marketplace.digests.sections import ads as turns
from marketplace.digests.sections import answers, campaigns, interests
from tests.digests.sending import lines_in, sections_for, texts_in
from tests.factories.accounts import make_category, make_influencer, make_sponsor
from tests.factories.ads import make_ad, make_terms
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db


def titles(influencer: InfluencerProfile, **when: datetime) -> list[str]:
    """Return the titles of the new campaigns an influencer is told of."""
    sections = sections_for(influencer.user, **when)
    told = texts_in(campaigns.TITLE, sections) + texts_in(campaigns.TITLE_UNPRICED, sections)
    return [text.partition(", by ")[0] for text in told]


def test_influencers_hear_of_new_campaigns_in_their_own_category_only() -> None:
    outdoor, food = make_category("Outdoor"), make_category("Food")
    influencer = make_influencer(category=outdoor)
    make_campaign(category=outdoor, title="Trail shoes")
    make_campaign(category=food, title="Oat bars")
    make_campaign(category=outdoor, title="Hidden", visibility="private")
    make_campaign(category=outdoor, title="Draft", state="draft")
    make_campaign(category=outdoor, title="Paused", state="paused")
    make_campaign(make_sponsor(verified=False), category=outdoor, title="Unverified")
    make_interest(make_campaign(category=outdoor, title="Known"), influencer)
    make_ad(State.OFFERED, campaign=make_campaign(title="Sent"), influencer=influencer)
    make_ad(State.DRAFT, campaign=make_campaign(title="Drafted for me"), influencer=influencer)
    make_campaign(category=outdoor, title="Old", published_at=timezone.now() - timedelta(days=2))

    assert titles(influencer) == ["Drafted for me", "Trail shoes"]


def test_a_new_campaign_is_told_with_its_sponsor_budget_and_platforms() -> None:
    campaign = make_campaign(title="Trail shoes", platforms=["instagram", "youtube"])

    [line] = lines_in(campaigns.TITLE, sections_for(make_influencer().user))
    assert line.text == f"Trail shoes, by {campaign.sponsor.display_name}"
    assert line.note == "Budget $5,000.00. Instagram, YouTube."
    assert line.url == campaign.get_absolute_url()


@pytest.mark.parametrize(
    ("budget_minor", "committed_minor", "is_told"),
    [
        (45_000, 0, True),
        (44_999, 0, False),
        (500_000, 455_000, True),
        (500_000, 455_001, False),
        (500_000, 500_000, False),
    ],
)
def test_a_campaign_fits_when_what_its_budget_leaves_pays_for_the_cheapest_item(
    budget_minor: int, committed_minor: int, is_told: bool
) -> None:
    influencer = make_influencer(price_minor=45_000)
    make_campaign(title="New", budget_minor=budget_minor, committed_minor=committed_minor)

    assert titles(influencer) == ["New"] * is_told


def test_who_has_no_prices_hears_of_every_budget_and_the_heading_promises_no_more() -> None:
    influencer = make_influencer()
    influencer.rate_card.all().delete()
    InfluencerProfile.objects.filter(pk=influencer.pk).update(lowest_price_minor=None)
    make_campaign(title="Tiny", budget_minor=100, committed_minor=100)

    [section] = sections_for(influencer.user)
    assert section.title == "New campaigns in your category"
    assert titles(influencer) == ["Tiny"]


@pytest.mark.parametrize("blocker_is_sponsor", [True, False])
def test_a_block_keeps_new_campaigns_and_interests_away_whoever_made_it(
    blocker_is_sponsor: bool,
) -> None:
    sponsor, influencer = make_sponsor(), make_influencer()
    make_campaign(sponsor, title="Blocked")
    make_campaign(title="Open")
    make_interest(make_campaign(sponsor, category=make_category("Food")), influencer)
    pair = (sponsor.user, influencer.user)
    assert sorted(titles(influencer)) == ["Blocked", "Open"]
    assert len(texts_in(interests.TITLE, sections_for(sponsor.user))) == 1

    actor, user = pair if blocker_is_sponsor else reversed(pair)
    block_user(actor=actor, user=user)
    # Somebody else's block changes nothing.
    block_user(actor=make_influencer().user, user=make_sponsor().user)
    assert titles(influencer) == ["Open"]
    assert texts_in(interests.TITLE, sections_for(sponsor.user)) == []


def test_new_counts_from_each_readers_last_digest() -> None:
    influencer, now = make_influencer(), timezone.now()
    for hours in (1, 30, 60):
        published = now - timedelta(hours=hours)
        make_campaign(title=f"{hours} hours ago", published_at=published)

    assert titles(influencer, since=now - timedelta(days=1)) == ["1 hours ago"]
    assert titles(influencer, since=now - timedelta(days=2)) == ["1 hours ago", "30 hours ago"]


def test_many_new_campaigns_are_cut_and_lead_to_the_category() -> None:
    influencer = make_influencer()
    for _ in range(10):
        make_campaign()

    [section] = sections_for(influencer.user)
    assert (len(section.lines), section.more) == (8, 2)
    assert section.url == "/campaigns/?category=outdoor"


def test_sponsors_hear_of_no_campaigns_and_influencers_of_no_interests() -> None:
    interest = make_interest(make_campaign(category=make_category("Food")))
    make_campaign()

    sections = sections_for(interest.campaign.sponsor.user)
    assert [s.title for s in sections] == ["Unread messages", interests.TITLE]
    assert [s.title for s in sections_for(interest.influencer.user)] == [campaigns.TITLE]


def test_a_sponsor_hears_of_new_interest_with_the_proposed_price() -> None:
    interest = make_interest(make_campaign(title="Trail shoes"))
    make_interest(interest.campaign, state="withdrawn")
    make_interest(interest.campaign, created_at=timezone.now() - timedelta(days=2))
    make_interest()

    [line] = lines_in(interests.TITLE, sections_for(interest.campaign.sponsor.user))
    assert line.text == f"{interest.influencer.display_name} would like to work in Trail shoes"
    assert line.note == "Proposes $400.00."
    assert line.url == interest.get_absolute_url()


def answers_to(ad: Ad, **when: datetime) -> list[str]:
    """Return what the ad's sponsor is told of answers."""
    return texts_in(answers.TITLE, sections_for(ad.campaign.sponsor.user, **when))


def test_a_sponsor_hears_that_an_offer_was_declined_and_why() -> None:
    ad = make_ad(State.OFFERED)
    actions.decline_offer(
        actor=ad.influencer.user, ad=ad, answering=1, reason="I am away that week."
    )

    [line] = lines_in(answers.TITLE, sections_for(ad.campaign.sponsor.user))
    assert line.text == f"Two trail videos: {ad.influencer.display_name} declined the offer."
    assert line.note == "“I am away that week.”"
    assert line.url == f"/ads/{ad.pk}/#timeline"
    assert answers_to(ad, since=timezone.now() + timedelta(seconds=1)) == []


def test_a_sponsor_hears_that_an_offer_expired_or_was_not_paid_in_time() -> None:
    expired, unpaid = make_ad(State.EXPIRED), make_ad(State.ACCEPTED)
    actions.cancel_ad(actor=None, ad=unpaid)

    assert answers_to(expired) == ["Two trail videos: The offer expired without an answer."]
    assert answers_to(unpaid) == ["Two trail videos: The ad was not paid in time and is cancelled."]


@pytest.mark.parametrize("state", [State.ACCEPTED, State.COUNTERED])
def test_an_answer_that_makes_it_the_sponsors_turn_is_told_there_and_not_twice(
    state: State,
) -> None:
    ad = make_ad(state)

    sections = sections_for(ad.campaign.sponsor.user)
    assert [section.title for section in sections] == [turns.TITLE]


def test_what_the_sponsor_did_or_has_reacted_to_is_no_answer() -> None:
    paid = make_ad(State.ACTIVE)
    withdrawn = make_ad(State.WITHDRAWN)
    refused = make_ad(State.COUNTERED)
    actions.decline_offer(actor=refused.campaign.sponsor.user, ad=refused, answering=2)
    closed = make_ad(State.OFFERED)
    close_campaign(actor=closed.campaign.sponsor.user, campaign=closed.campaign)

    assert [answers_to(ad) for ad in (paid, withdrawn, refused, closed)] == [[], [], [], []]


def test_only_the_last_answer_in_an_ad_is_told() -> None:
    ad = make_ad(State.COUNTERED)
    actions.withdraw_offer(actor=ad.influencer.user, ad=ad)

    assert answers_to(ad) == [f"Two trail videos: {ad.influencer.display_name} withdrew the offer."]


def propose_cancellation(ad: Ad, side: Side) -> Proposal:
    """Let one side propose to cancel."""
    return actions.propose_cancellation(actor=ad.user_of(side), ad=ad, reason="Plans have changed.")


def test_a_sponsor_hears_how_a_proposal_was_answered() -> None:
    declined, agreed, theirs = (make_ad(State.ACTIVE) for _ in range(3))
    actions.decline_proposal(
        actor=declined.influencer.user, proposal=propose_cancellation(declined, Side.SPONSOR)
    )
    actions.accept_proposal(
        actor=agreed.influencer.user, proposal=propose_cancellation(agreed, Side.SPONSOR)
    )
    # The sponsor's own click is no answer to it.
    actions.accept_proposal(
        actor=theirs.campaign.sponsor.user, proposal=propose_cancellation(theirs, Side.INFLUENCER)
    )

    name = declined.influencer.display_name
    assert answers_to(declined) == [
        f"Two trail videos: {name} declined the proposal. Nothing changes."
    ]
    assert len(answers_to(agreed)) == 1
    assert answers_to(agreed)[0].startswith("Two trail videos: Both agreed to cancel.")
    assert answers_to(theirs) == []


def test_answers_are_the_sponsors_own() -> None:
    ad = make_ad(State.DECLINED)
    assert len(answers_to(ad)) == 1
    assert answers_to(make_ad(State.OFFERED)) == []
    assert texts_in(answers.TITLE, sections_for(ad.influencer.user)) == []


def test_a_long_reason_is_cut_and_terms_are_agreed_quietly() -> None:
    ad = make_ad(State.OFFERED)
    actions.decline_offer(actor=ad.influencer.user, ad=ad, answering=1, reason="No time. " * 60)
    [line] = lines_in(answers.TITLE, sections_for(ad.campaign.sponsor.user))
    assert len(line.note) == answers.REASON_CHARS + 2
    assert line.note.endswith("…”")


def test_history_answers_nobody() -> None:
    ad = make_ad(State.DECLINED, terms=make_terms())
    Ad.objects.filter(pk=ad.pk).update(is_history=True)
    assert answers_to(ad) == []
