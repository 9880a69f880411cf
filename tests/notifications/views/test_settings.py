"""/settings/notifications/: which mails a person wants."""

import re

import pytest
import time_machine
from django.urls import reverse

from marketplace.kernel.mail.topics import Topic
from marketplace.notifications.models import NotificationPreference
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor

pytestmark = pytest.mark.django_db

URL = reverse("notifications:settings")
ALL_DAILY = dict.fromkeys(Topic, "daily")
WHOLE = ALL_DAILY | {"is_mail_on": "on", "is_digest_on": "on", "digest_hour": "6"}


@pytest.fixture
def ann(client):
    user = make_sponsor().user
    client.force_login(user)
    return user


def test_visitors_are_asked_to_sign_in(client):
    assert client.get(URL).status_code == 302


def test_the_page_shows_what_is_set(client, ann):
    NotificationPreference.objects.create(user=ann, digest_hour=17, work="never")
    page = client.get(URL).content.decode()
    assert '<option value="17" selected>17:00</option>' in page
    checked = [line for line in page.splitlines() if 'name="work"' in line and "checked" in line]
    assert ['value="never"' in line for line in checked] == [True]


def test_each_topic_is_a_group_of_three_with_a_legend(client, ann):
    page = client.get(URL).content.decode()
    for topic in Topic:
        assert f'<div id="{topic}"' in page  # where a mail's footer leads
        assert re.search(rf'<legend class="form-label">{topic.label}\s*</legend>', page)
        assert page.count(f'type="radio" class="form-check-input" name="{topic}"') == 3


def test_the_master_switch_stands_first(client, ann):
    form = client.get(URL).context["form"]
    assert next(iter(form.fields)) == "is_mail_on"
    page = client.get(URL).content.decode()
    assert page.index('name="is_mail_on"') < page.index('name="offers"')


def test_choices_are_saved(client, ann):
    response = client.post(URL, WHOLE | {"is_monthly_on": "on"}, follow=True)
    assert "Your mail settings are saved." in response.content.decode()
    saved = NotificationPreference.objects.get(user=ann)
    assert saved.choices == ALL_DAILY
    assert (saved.is_mail_on, saved.is_digest_on, saved.is_monthly_on) == (True, True, True)
    assert saved.digest_hour == 6


def test_a_switch_that_is_not_posted_is_off(client, ann):
    client.post(URL, ALL_DAILY | {"digest_hour": "6"})
    saved = NotificationPreference.objects.get(user=ann)
    assert (saved.is_mail_on, saved.is_digest_on, saved.is_monthly_on) == (False, False, False)


def test_saving_twice_is_the_same(client, ann):
    for _ in range(2):
        assert client.post(URL, WHOLE).status_code == 302
    assert NotificationPreference.objects.count() == 1


@pytest.mark.parametrize("hour", ["24", "-1", "noon", ""])
def test_an_hour_that_is_none_is_refused_at_the_field(client, ann, hour):
    response = client.post(URL, WHOLE | {"digest_hour": hour})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["digest_hour"]
    assert NotificationPreference.objects.get(user=ann).digest_hour == 8


@pytest.mark.parametrize("value", ["", "weekly", "AT_ONCE"])
@pytest.mark.parametrize("topic", Topic)
def test_a_choice_that_is_none_is_refused_at_its_topic(client, ann, topic, value):
    response = client.post(URL, WHOLE | {topic: value})
    assert list(response.context["form"].errors) == [topic]
    assert NotificationPreference.objects.get(user=ann).offers == "at_once"


def test_only_sponsors_are_asked_about_the_monthly_report(client, ann):
    assert 'name="is_monthly_on"' in client.get(URL).content.decode()
    mira = make_influencer().user
    NotificationPreference.objects.create(user=mira, is_monthly_on=False)
    client.force_login(mira)
    assert 'name="is_monthly_on"' not in client.get(URL).content.decode()
    client.post(URL, WHOLE | {"is_monthly_on": "on"})
    assert NotificationPreference.objects.get(user=mira).is_monthly_on is False


def test_nobody_saves_for_somebody_else(client, ann):
    ben = make_sponsor().user
    NotificationPreference.objects.create(user=ben)
    client.post(URL, WHOLE | {"user": ben.pk, "id": NotificationPreference.objects.get().pk})
    assert NotificationPreference.objects.get(user=ben).offers == "at_once"
    assert NotificationPreference.objects.get(user=ann).offers == "daily"


def test_what_is_always_sent_stands_there_with_the_reason(client, ann):
    page = client.get(URL).content.decode()
    assert "New payout details" in page
    assert "Because only you can say that it was not you who entered them." in page
    assert "Disputes to settle" not in page


@time_machine.travel("2026-07-01T10:30:00Z", tick=False)
def test_the_readers_clock_is_named_with_its_time_now(client, ann):
    ann.time_zone = "Asia/Kolkata"
    ann.save()
    client.force_login(ann)
    page = client.get(URL).content.decode()
    assert "In Asia/Kolkata it is" in page
    assert '<time datetime="2026-07-01T16:00:00+05:30">Wednesday, 16:00</time>' in page
    assert reverse("accounts:profile_edit") in page


def test_moderators_have_nothing_to_choose(client):
    client.force_login(make_moderator())
    page = client.get(URL).content.decode()
    assert "Disputes to settle and alarms about money" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert client.post(URL, WHOLE).status_code == 405
    assert NotificationPreference.objects.count() == 0
