"""Every kind of mail is chosen about or required; each topic and choice decides about its mail."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.mail import register_mail, registry
from marketplace.kernel.mail.registry import mail_kind, mail_kinds
from marketplace.kernel.mail.topics import Required, Summary, Topic
from marketplace.kernel.models import OutboxMail
from marketplace.notifications import actions
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.notifications.tokens import Subscription, read_token
from marketplace.notifications.topics import Choice
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ABOUT = {kind.kind: kind.topic or kind.required for kind in mail_kinds()}
CHOSEN = sorted(kind for kind, about in ABOUT.items() if isinstance(about, Topic))
REQUIRED = sorted(kind for kind, about in ABOUT.items() if isinstance(about, Required))
# One kind tells of moves in three topics.
BY_TOPIC = [*((kind, ABOUT[kind]) for kind in CHOSEN), ("ad_moved", Topic.OFFERS)]


def tell(user, kind, **more):
    actions.notify(
        user=user,
        kind=kind,
        text="News",
        url="/ads/7/",
        mail_kind=kind,
        mail_context=mail_kind(kind).sample(),
        dedup_key=f"test:{kind}",
        **more,
    )


def test_every_kind_has_a_topic_or_a_reason_why_it_is_required():
    lost = [kind.kind for kind in mail_kinds() if (kind.topic is None) == (kind.required is None)]
    assert lost == []


def test_every_topic_and_reason_has_a_mail():
    about = {*ABOUT.values(), *(topic for _, topic in BY_TOPIC)}
    assert about == {*Topic, *Summary, *Required}


def test_what_the_law_and_safety_need_is_required_and_nothing_else():
    allauths = [kind for kind in ABOUT if kind.startswith("account_")]
    assert [kind for kind in REQUIRED if kind not in allauths] == [
        "ad_agreed",
        "ad_decided",
        "campaign_flagged",
        "campaign_unflagged",
        "debt_arose",
        "deposit_charged_back",
        "deposit_misfit",
        "dispute_waits",
        "export_ready",
        "ledger_broken",
        "payout_failed",
        "payout_method_changed",
        "rating_decided",
        "sponsor_refused",
        "sponsor_verified",
        "user_reinstated",
        "user_suspended",
    ]
    assert {ABOUT[kind] for kind in allauths} == {Required.ACCOUNT}


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize(("kind", "topic"), BY_TOPIC)
def test_only_what_is_chosen_at_once_is_mailed_and_all_is_told_in_the_site(kind, topic, choice):
    user = make_user(role="influencer")
    others = dict.fromkeys(Topic, Choice.NEVER if choice is Choice.AT_ONCE else Choice.AT_ONCE)
    NotificationPreference.objects.create(user=user, **(others | {topic: choice}))
    tell(user, kind, topic=topic)
    notice = Notification.objects.get()
    is_mailed = choice is Choice.AT_ONCE
    assert (notice.topic, notice.is_mailed) == (topic, is_mailed)
    assert OutboxMail.objects.filter(kind=kind).count() == int(is_mailed)


@pytest.mark.parametrize("kind", CHOSEN)
def test_a_mail_says_how_to_change_it_and_can_be_left_for_its_topic(kind):
    user = make_user(role="influencer")
    NotificationPreference.objects.create(user=user, **dict.fromkeys(Topic, "at_once"))
    tell(user, kind)
    row, topic = OutboxMail.objects.get(), ABOUT[kind]
    link = row.headers["List-Unsubscribe"].strip("<>")
    assert row.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read_token(link.rstrip("/").rpartition("/")[2]) == Subscription(user.pk, topic)
    settings = f"http://127.0.0.1:8000/settings/notifications/#{topic}"
    why = f"{mail_kind(kind).why} Your setting is “{topic.label}: at once”"
    for part in (row.text, row.html):
        assert [mark in part for mark in (why, settings, link)] == [True, True, True]


@pytest.mark.parametrize("kind", REQUIRED)
@pytest.mark.parametrize("is_suspended", [False, True])
def test_a_required_mail_is_always_sent_and_says_why(kind, is_suspended):
    suspended = {"suspended_at": NOON, "suspension_reason": "Bought followers"}
    user = make_user(role="sponsor", **(suspended if is_suspended else {}))
    never = dict.fromkeys(Topic, "never")
    NotificationPreference.objects.create(user=user, is_mail_on=False, **never)
    tell(user, kind)
    row = OutboxMail.objects.get()
    assert row.headers == {"Auto-Submitted": "auto-generated"}
    reason = f"It cannot be switched off because {mail_kind(kind).required.because}."
    for part in (row.text, row.html):
        assert reason in part
        assert "/settings/notifications/" not in part
    assert (Notification.objects.get().topic, Notification.objects.get().is_mailed) == ("", True)


def test_with_mail_switched_off_nothing_chosen_is_mailed():
    user = make_user(role="sponsor")
    NotificationPreference.objects.create(
        user=user, is_mail_on=False, **dict.fromkeys(Topic, "at_once")
    )
    for kind in CHOSEN:
        tell(user, kind)
    assert (Notification.objects.count(), OutboxMail.objects.count()) == (len(CHOSEN), 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"unconfirmed_since": NOON},
        {"is_active": False, "anonymised_at": NOON},
        {"is_active": False},
    ],
    ids=["unconfirmed", "anonymised", "inactive"],
)
def test_who_cannot_be_written_to_is_told_in_the_site_only(fields):
    user = make_user(role="sponsor", **fields)
    tell(user, "message_received")
    assert (Notification.objects.count(), OutboxMail.objects.count()) == (1, 0)


def test_whose_ads_run_on_under_a_suspension_is_told_by_mail():
    user = make_user(role="sponsor", suspended_at=NOON, suspension_reason="Bought followers")
    tell(user, "message_received")
    assert OutboxMail.objects.get().user == user


def test_a_topic_without_a_mail_is_told_in_the_site_and_waits_for_the_digest():
    user = make_user(role="sponsor")
    actions.notify(user=user, kind="x", text="News", url="/", dedup_key="x", topic=Topic.CAMPAIGNS)
    assert Notification.objects.get().topic == "campaigns"
    assert list(Notification.objects.for_digest()) == list(Notification.objects.all())


def test_nobody_can_choose_about_what_is_required():
    with pytest.raises(ValueError, match="is required, so nobody can choose about work"):
        tell(make_user(), "payout_failed", topic=Topic.WORK)
    with pytest.raises(ValueError, match="is required, so nobody can choose"):
        register_mail("both", why="", sample=dict, topic=Topic.WORK, required=Required.ACCOUNT)
    assert "both" not in registry._kinds


@pytest.mark.parametrize("choice", Choice)
def test_telling_costs_few_queries(choice):
    user = make_user(role="sponsor")
    NotificationPreference.objects.create(user=user, work=choice)
    with CaptureQueriesContext(connection) as queries:
        tell(user, "live_check")
    # The preference, the notice and the mail, each looked up and written, with savepoints.
    assert len(queries) <= (14 if choice is Choice.AT_ONCE else 7)
