"""Drafts, rounds of changes, live links."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ads import actions
from ads.terms import Draft
from ads.workflow import State
from marketplace.kernel.errors import Refused
from tests.factories.ads import ask_for_changes, hand_in, make_ad, make_terms, post

pytestmark = pytest.mark.django_db


def test_a_submission_needs_a_draft_for_every_deliverable() -> None:
    ad = make_ad(State.ACTIVE)
    item = ad.deliverables.get()
    foreign = make_ad(State.ACTIVE).deliverables.get()
    for drafts in ({}, {foreign.pk: Draft(text="x")}, {item.pk: Draft(text="  ")}):
        with pytest.raises(Refused):
            actions.submit_work(actor=ad.influencer.user, ad=ad, drafts=drafts)
    ad.refresh_from_db()
    assert (ad.state, item.submissions.count()) == ("active", 0)


def test_rounds_are_counted_and_end_with_the_terms() -> None:
    ad = make_ad(State.ACTIVE, terms=make_terms(revision_rounds=1))
    hand_in(ad)
    changed = ask_for_changes(ad)
    assert (changed.rounds_used, changed.deliverables.get().needs_changes) == (1, True)
    again = hand_in(ad)
    assert again.deliverables.get().needs_changes is False
    assert [s.round for s in again.deliverables.get().submissions.all()] == [0, 1]
    with pytest.raises(Refused, match="1 rounds"):
        ask_for_changes(ad)


def test_changes_name_something_of_this_ad_and_say_what() -> None:
    ad = make_ad(State.IN_REVIEW)
    item, foreign = ad.deliverables.get().pk, make_ad(State.IN_REVIEW).deliverables.get().pk
    sponsor = ad.campaign.sponsor.user
    for ids, reason in (([], "why"), ([foreign], "why"), ([item], "   ")):
        with pytest.raises(Refused):
            actions.request_changes(actor=sponsor, ad=ad, deliverable_ids=ids, reason=reason)


def test_live_links_are_sent_back_once() -> None:
    ad = make_ad(State.POSTED)
    sponsor = ad.campaign.sponsor.user
    now = timezone.now()
    back = actions.reject_live(actor=sponsor, ad=ad, reason="The label is missing", now=now)
    assert (back.state, back.deadline_at) == ("approved", now + timedelta(hours=48))
    post(ad)
    with pytest.raises(Refused, match="once already"):
        actions.reject_live(actor=sponsor, ad=ad, reason="Still missing")


def test_every_deliverable_needs_its_live_link() -> None:
    ad = make_ad(State.APPROVED)
    with pytest.raises(Refused, match="live link"):
        actions.post_live(actor=ad.influencer.user, ad=ad, links={})
