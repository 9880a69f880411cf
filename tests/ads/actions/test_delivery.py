"""Drafts, rounds of changes, live links."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from ads import actions
from ads.hand_ins import LivePost, checklist, label_rule
from ads.models import Ad, Attachment
from ads.terms import Draft, OfferTerms
from ads.workflow import State
from marketplace.kernel.errors import Refused
from tests.factories.accounts import make_influencer, make_sponsor, make_user
from tests.factories.ads import ask_for_changes, drafts_for, hand_in, make_ad, make_terms, post
from tests.factories.campaigns import make_campaign

pytestmark = pytest.mark.django_db


def png() -> bytes:
    """Return a small picture."""
    data = BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    return data.getvalue()


def submit(ad: Ad, drafts: dict[int, Draft], *, is_attested: bool = True, **more: Any) -> Ad:
    return actions.submit_work(
        actor=ad.influencer.user, ad=ad, drafts=drafts, is_attested=is_attested, **more
    )


def go_live(ad: Ad, links: dict[int, LivePost], *, is_attested: bool = True, **more: Any) -> Ad:
    return actions.post_live(
        actor=ad.influencer.user, ad=ad, links=links, is_attested=is_attested, **more
    )


def test_a_submission_needs_a_draft_for_every_deliverable() -> None:
    ad = make_ad(State.ACTIVE)
    item = ad.deliverables.get()
    foreign = make_ad(State.ACTIVE).deliverables.get()
    for drafts in (
        {},
        {foreign.pk: Draft(text="x", caption="Werbung")},
        {item.pk: Draft(text="  ", caption="Werbung")},
    ):
        with pytest.raises(Refused):
            submit(ad, drafts)
    ad.refresh_from_db()
    assert (ad.state, item.submissions.count()) == ("active", 0)


def test_a_draft_shows_its_label_before_the_fold_and_the_influencer_attests_to_it() -> None:
    ad = make_ad(State.ACTIVE)
    item = ad.deliverables.get()
    for caption in ("", "Dry feet.", "Dry feet. " * 20 + "Werbung", "#feet #Werbung"):
        with pytest.raises(Refused, match="“Werbung”") as refused:
            submit(ad, {item.pk: Draft(text="Cut", caption=caption)})
        assert refused.value.field == f"caption_{item.pk}"
    good = {item.pk: Draft(text="Cut", caption="  Werbung: dry feet. ")}
    with pytest.raises(Refused) as refused:
        submit(ad, good, is_attested=False)
    assert refused.value.field == "is_attested"
    now = timezone.now()
    submit(ad, good, now=now)
    row = item.submissions.get()
    assert (row.caption, row.disclosure_label) == ("Werbung: dry feet.", "Werbung")
    assert (row.disclosure_rule, row.attested_at) == ("de-2022", now)


def test_the_rule_is_that_of_the_sponsors_country_on_the_day() -> None:
    influencer = make_influencer()
    sponsor = make_sponsor(country="FR")
    ad = make_ad(State.ACTIVE, campaign=make_campaign(sponsor), influencer=influencer)
    assert label_rule(ad, datetime(2024, 1, 1, tzinfo=UTC)).code == "fr-2023"
    assert label_rule(ad, datetime(2026, 1, 1, tzinfo=UTC)).code == "fr-2024"
    sponsor.country = ""
    sponsor.save()
    ad = Ad.objects.get(pk=ad.pk)
    # What the country was at acceptance holds where the profile names none any more.
    assert label_rule(ad, timezone.now()).code == "fr-2024"
    ad.terms = ad.terms | {"sponsor_country": ""}
    assert label_rule(ad, timezone.now()).code == "default"


def test_ticks_and_citations_keep_the_words_of_the_checklist() -> None:
    terms = make_terms(requirements="- Show the sole.\n- Name the price.")
    ad = make_ad(State.ACTIVE, terms=terms)
    submit(ad, drafts_for(ad), covered=[2])
    assert ad.events.last().data["covered"] == [{"position": 2, "text": "Name the price."}]
    item = ad.deliverables.get()
    sponsor = ad.campaign.sponsor.user
    with pytest.raises(Refused, match="not on the checklist"):
        actions.request_changes(actor=sponsor, ad=ad, deliverable_ids=[item.pk], items=[3])
    actions.request_changes(actor=sponsor, ad=ad, deliverable_ids=[item.pk], items=[1, 1])
    event = ad.events.last()
    assert event.data == {
        "deliverables": [item.pk],
        "round": 1,
        "items": [{"position": 1, "text": "Show the sole."}],
    }


def test_contracts_from_before_checklists_make_one_of_their_requirements() -> None:
    ad = make_ad(State.ACTIVE, terms=make_terms(requirements="- Show the sole.\n- Smile."))
    old = {name: value for name, value in ad.terms.items() if name != "checklist"}
    assert checklist(Ad(terms=old)) == checklist(ad) == ["Show the sole.", "Smile."]


def test_files_alone_are_a_draft_and_a_refused_hand_in_keeps_none() -> None:
    ad = make_ad(State.ACTIVE)
    item = ad.deliverables.get()
    picture = SimpleUploadedFile("cut.png", png())
    draft = {item.pk: Draft(caption="Werbung")}
    with pytest.raises(Refused) as refused:
        submit(ad, draft, files={item.pk: [SimpleUploadedFile("cut.exe", b"MZ")]})
    assert refused.value.field == f"files_{item.pk}"
    with pytest.raises(Refused), transaction.atomic():
        submit(ad, draft, files={item.pk: [picture]}, is_attested=False)
    assert not Attachment.objects.exists()
    submit(ad, draft, files={item.pk: [picture]})
    row = item.submissions.get()
    assert row.text == "In the files: cut.webp."
    assert row.attachments.get().ad == ad


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
        go_live(ad, {})


def test_a_live_post_has_a_day_between_the_approval_and_today_by_the_influencers_clock() -> None:
    user = make_user(email="mira@example.com", role="influencer", time_zone="Pacific/Auckland")
    evening = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # the morning of the 23rd in Auckland
    ad = make_ad(State.APPROVED, influencer=make_influencer(user=user), now=evening)
    item = ad.deliverables.get()
    for day, words in ((24, "still to come"), (22, "approved on 23 November 2026")):
        post_on = {item.pk: LivePost("https://example.com/p", date(2026, 11, day))}
        with pytest.raises(Refused, match=words) as refused:
            go_live(ad, post_on, now=evening)
        assert refused.value.field == f"posted_{item.pk}"
    today = {item.pk: LivePost("https://example.com/p", date(2026, 11, 23))}
    with pytest.raises(Refused) as refused:
        go_live(ad, today, is_attested=False, now=evening)
    assert refused.value.field == "is_attested"
    shot = {item.pk: [SimpleUploadedFile("shot.png", png())]}
    go_live(ad, today, screenshots=shot, now=evening)
    live = item.submissions.get(kind="live")
    assert (live.posted_date, live.attested_at) == (date(2026, 11, 23), evening)
    assert (live.disclosure_label, live.disclosure_rule) == ("Werbung", "de-2022")
    assert live.attachments.get().kind == "image"


def test_links_that_were_sent_back_may_be_those_from_before() -> None:
    start = datetime(2026, 11, 20, 12, tzinfo=UTC)
    ad = make_ad(State.POSTED, now=start)
    actions.reject_live(
        actor=ad.campaign.sponsor.user, ad=ad, reason="Label", now=start + timedelta(days=2)
    )
    item = ad.deliverables.get()
    same = {item.pk: LivePost("https://example.com/p", start.date())}
    assert go_live(ad, same, now=start + timedelta(days=3)).state == "posted"


def test_rounds_that_an_amendment_added_count() -> None:
    ad = make_ad(State.IN_REVIEW, terms=make_terms(revision_rounds=0))
    with pytest.raises(Refused, match="0 rounds"):
        ask_for_changes(ad)
    proposal = actions.propose_amendment(
        actor=ad.influencer.user,
        ad=ad,
        terms=replace(OfferTerms.from_frozen(ad.terms), revision_rounds=1),
        reason="Once more",
    )
    actions.accept_proposal(actor=ad.campaign.sponsor.user, proposal=proposal)
    assert ask_for_changes(ad).rounds_used == 1
