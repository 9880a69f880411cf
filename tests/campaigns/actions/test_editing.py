"""Changing a campaign keeps what it said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaigns import actions
from campaigns.content import Content, changes
from marketplace.kernel.errors import Refused
from marketplace.kernel.search import search_ids
from tests.factories.accounts import make_category, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_content

pytestmark = pytest.mark.django_db


def test_publishing_keeps_version_1_and_each_change_the_next(sponsor):
    campaign = actions.create_campaign(actor=sponsor.user, content=make_content())
    actions.publish_campaign(actor=sponsor.user, campaign=campaign)
    changed = replace(
        make_content(), budget_minor=600_000, category=make_category("Food"), goals="More."
    )
    actions.update_campaign(actor=sponsor.user, campaign=campaign, content=changed)
    newer, older = campaign.versions.all()
    assert (newer.number, older.number, newer.actor) == (2, 1, sponsor.user)
    assert [(c.label, c.before, c.after) for c in changes(older.content, newer.content)] == [
        ("Goals", "Get trail runners to try the shoes.", "More."),
        ("Category", "Outdoor", "Food"),
        ("Budget", "$5,000.00", "$6,000.00"),
    ]


def test_saving_without_a_change_keeps_no_version(sponsor, campaign):
    actions.update_campaign(actor=sponsor.user, campaign=campaign, content=Content.of(campaign))
    assert campaign.versions.count() == 1


def test_a_change_in_pause_is_kept_too(sponsor):
    campaign = make_campaign(sponsor, state="paused")
    actions.update_campaign(actor=sponsor.user, campaign=campaign, content=make_content())
    assert campaign.versions.count() == 2


def test_the_budget_is_checked_against_what_is_committed_now(sponsor, campaign):
    # The object at hand was read before the ad was sent.
    make_ad(campaign=type(campaign).objects.get())
    with pytest.raises(Refused) as refusal:
        actions.update_campaign(
            actor=sponsor.user, campaign=campaign, content=make_content(budget_minor=44_999)
        )
    assert refusal.value.field == "budget_minor"
    campaign.refresh_from_db()
    assert (campaign.budget_minor, campaign.versions.count()) == (500_000, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("budget_minor", 0),
        ("budget_minor", -1),
        ("platforms", ()),
        ("end_date", datetime(2020, 1, 1, tzinfo=UTC).date()),
    ],
)
def test_content_that_cannot_be_true_is_refused_at_its_field(sponsor, field, value):
    with pytest.raises(Refused) as refusal:
        actions.create_campaign(actor=sponsor.user, content=make_content(**{field: value}))
    assert refusal.value.field == field


def test_today_is_the_day_in_the_sponsors_zone():
    sponsor = make_sponsor()
    sponsor.user.time_zone = "Pacific/Auckland"
    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # the 22nd in Auckland
    content = make_content(
        start_date=datetime(2026, 11, 1, tzinfo=UTC).date(),
        end_date=datetime(2026, 11, 21, tzinfo=UTC).date(),
    )
    with pytest.raises(Refused):
        actions.create_campaign(actor=sponsor.user, content=content, now=now)
    sponsor.user.time_zone = "America/Lima"
    assert actions.create_campaign(actor=sponsor.user, content=content, now=now).pk


def test_only_the_sponsor_changes_a_campaign(influencer, campaign):
    for actor in (influencer.user, make_sponsor().user):
        with pytest.raises(Refused):
            actions.update_campaign(actor=actor, campaign=campaign, content=make_content())
        for move in (actions.publish_campaign, actions.pause_campaign, actions.close_campaign):
            with pytest.raises(Refused):
                move(actor=actor, campaign=campaign)
    with pytest.raises(Refused):
        actions.create_campaign(actor=influencer.user, content=make_content())


def test_search_follows_every_change(sponsor):
    def found(words):
        return search_ids(kind="campaign", query=words)

    campaign = actions.create_campaign(
        actor=sponsor.user, content=make_content(title="Zebra lights")
    )
    assert found("zebra") == []
    actions.publish_campaign(actor=sponsor.user, campaign=campaign)
    assert found("zebra") == found("northbeam") == [campaign.pk]
    content = make_content(title="Okapi lights")
    actions.update_campaign(actor=sponsor.user, campaign=campaign, content=content)
    assert (found("zebra"), found("okapi")) == ([], [campaign.pk])
    sponsor.display_name = "Southbeam"
    sponsor.save()
    assert (found("northbeam"), found("southbeam")) == ([], [campaign.pk])
    actions.pause_campaign(actor=sponsor.user, campaign=campaign)
    assert found("okapi") == []
    actions.resume_campaign(actor=sponsor.user, campaign=campaign)
    assert found("okapi") == [campaign.pk]
    private = replace(content, visibility="private")
    actions.update_campaign(actor=sponsor.user, campaign=campaign, content=private)
    assert found("okapi") == []
    public = replace(content, visibility="public")
    actions.update_campaign(actor=sponsor.user, campaign=campaign, content=public)
    actions.close_campaign(actor=sponsor.user, campaign=campaign)
    assert found("okapi") == []
