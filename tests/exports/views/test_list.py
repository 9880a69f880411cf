"""The page of exports: asking, seeing how far they are, and asking again."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import suspend_user
from marketplace.exports import slices
from marketplace.exports.actions import MOST_PER_DAY, ask_for_export
from marketplace.exports.models import ExportJob
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.exports import make_export

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("work_dir")]
PATH, NEWS = "/exports/", "/exports/news/"


@pytest.fixture
def user() -> Any:
    return make_influencer().user


@pytest.fixture
def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def main_of(response: Any) -> str:
    return response.content.decode().split("<main")[1].split("</main")[0]


def test_visitors_sign_in_first(client: Client) -> None:
    assert client.get(PATH).url == f"/accounts/login/?next={PATH}"
    assert client.post(PATH, {"kind": "ads"}).status_code == 302
    assert not ExportJob.objects.exists()


def test_without_an_export_the_page_says_what_to_do(browser: Client) -> None:
    page = main_of(browser.get(PATH))
    assert "No exports yet" in page
    assert "data-news" not in page
    assert browser.head(PATH).status_code == 200


@pytest.mark.parametrize(
    ("make", "kinds"),
    [
        (lambda: make_sponsor().user, ["campaigns", "ads", "statement", "personal_data"]),
        (lambda: make_influencer().user, ["ads", "statement", "personal_data"]),
        (make_moderator, ["personal_data"]),
    ],
)
def test_each_role_chooses_from_what_it_has(make, kinds: list[str]) -> None:
    client = Client()
    client.force_login(make())
    page = client.get(PATH)
    assert [value for value, _ in page.context["form"].fields["kind"].choices] == kinds
    assert ('type="date"' in main_of(page)) is (len(kinds) > 1)


def test_asking_writes_a_row_and_shows_it(browser: Client, user: Any) -> None:
    days = {"start_date": "2026-01-01", "end_date": "2026-03-31"}
    response = browser.post(PATH, {"kind": "statement"} | days, follow=True)
    assert response.redirect_chain == [(PATH, 302)]
    job = ExportJob.objects.get()
    assert (job.user, job.kind, job.state) == (user, "statement", "waiting")
    assert (job.start_date, job.end_date) == (date(2026, 1, 1), date(2026, 3, 31))
    page = main_of(response)
    assert "Waiting" in page and 'datetime="2026-03-31"' in page
    assert f'href="{PATH}"' in page and "Refresh" in page
    assert "http-equiv" not in response.content.decode()


def test_the_kind_of_the_page_one_comes_from_is_chosen_already(browser: Client) -> None:
    form = browser.get(f"{PATH}?kind=ads").context["form"]
    assert form["kind"].value() == "ads"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "kind"),
        ({"kind": "campaigns"}, "kind"),
        ({"kind": "ads", "start_date": "31.12.2026 "}, "start_date"),
        ({"kind": "ads", "start_date": "2026-02-01", "end_date": "2026-01-31"}, "end_date"),
        ({"kind": "personal_data", "start_date": "2026-02-01"}, "start_date"),
        ({"kind": "ads", "start_date": "0001-01-01"}, "start_date"),
        ({"kind": "ads", "end_date": "9999-12-31"}, "end_date"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(browser: Client, data: Any, field: str) -> None:
    response = browser.post(PATH, data)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not ExportJob.objects.exists()


def test_a_double_click_gives_one_export_and_a_plain_sentence(browser: Client) -> None:
    browser.post(PATH, {"kind": "ads"})
    response = browser.post(PATH, {"kind": "ads"})
    assert "This export is being made already." in main_of(response)
    assert ExportJob.objects.count() == 1


def test_too_many_a_day_are_refused_at_the_form(browser: Client, user: Any) -> None:
    for _ in range(MOST_PER_DAY):
        make_export(user)
    assert "10 exports within a day" in main_of(browser.post(PATH, {"kind": "ads"}))


def test_who_is_suspended_may_ask(browser: Client, user: Any) -> None:
    suspend_user(actor=make_moderator(), user=user, reason="Bought followers.")
    assert browser.post(PATH, {"kind": "personal_data"}).status_code == 302
    assert ExportJob.objects.count() == 1


def test_nobody_sees_the_exports_of_another(user: Any) -> None:
    make_export(user)
    for other in (make_influencer().user, make_sponsor().user, make_moderator()):
        client = Client()
        client.force_login(other)
        assert "No exports yet" in main_of(client.get(PATH))
        assert "No exports yet" in client.get(NEWS).content.decode()


def test_each_state_says_what_it_is_and_what_can_be_done(browser: Client, user: Any) -> None:
    job = make_export(user)
    ready = main_of(browser.get(PATH))
    assert f'href="/exports/{job.pk}/download/"' in ready and "Download CSV" in ready
    assert "0 rows" in ready and "<time" in ready
    with time_machine.travel(job.expires_at + timedelta(seconds=1)):
        expired = Client()
        expired.force_login(user)
        page = main_of(expired.get(PATH))
    assert "Expired" in page and "Make it again" in page and "Download" not in page
    failed = {"state": "failed", "file": "", "last_error": "OSError: secret path"}
    ExportJob.objects.update(**failed)
    page = main_of(browser.get(PATH))
    assert "It could not be made" in page and "Make it again" in page
    assert "secret path" not in page


def test_progress_is_a_bar_with_its_numbers(browser: Client, user: Any) -> None:
    ask_for_export(actor=user, kind="ads")
    ExportJob.objects.update(state="running", rows_total=100_000, rows_done=25_000)
    page = main_of(browser.get(PATH))
    assert "Being made" in page and 'class="meter"' in page
    assert "25,000" in page and "75,000" in page


def test_seeing_the_page_reads_its_notices_and_no_others(browser: Client, user: Any) -> None:
    make_export(user)
    make_export(make_sponsor().user)
    browser.get(PATH)
    unread = Notification.objects.filter(read_at=None)
    assert [notice.user for notice in unread] == [
        Notification.objects.exclude(user=user).get().user
    ]


def seen_on(response: Any) -> str:
    """Return the mark with which the page asks for news."""
    return response.content.decode().split("/exports/news/?seen=")[1].split('"')[0]


def test_news_is_nothing_until_something_changed(browser: Client, user: Any) -> None:
    job = ask_for_export(actor=user, kind="ads")
    seen = seen_on(browser.get(PATH))
    assert browser.get(NEWS, {"seen": seen}).status_code == 204
    ExportJob.objects.update(state="running", rows_total=10, rows_done=5)
    news = browser.get(NEWS, {"seen": seen})
    assert news.status_code == 200 and news.content.decode().lstrip().startswith("<div id")
    assert seen_on(news) != seen
    slices.make_some()
    done = browser.get(NEWS, {"seen": seen_on(news)})
    assert f"/exports/{job.pk}/download/" in done.content.decode()
    assert "data-news" not in done.content.decode()  # nothing is asked any more
    assert not Notification.objects.filter(read_at=None).exists()


def test_who_logged_out_meanwhile_is_not_asked_to_log_in_inside_the_list(client: Client) -> None:
    response = client.get(NEWS)
    assert (response.status_code, response["HX-Reswap"]) == (286, "none")
    assert client.post(NEWS).status_code == 405


def test_what_failed_or_expired_is_asked_for_again_as_it_was(browser: Client, user: Any) -> None:
    job = make_export(user, end_date=date(2026, 3, 31))
    ExportJob.objects.update(state="expired", file="")
    assert browser.get(f"/exports/{job.pk}/again/").status_code == 405
    assert browser.post(f"/exports/{job.pk}/again/").url == PATH
    again = ExportJob.objects.exclude(pk=job.pk).get()
    assert (again.kind, again.end_date, again.state) == ("statement", job.end_date, "waiting")
    response = browser.post(f"/exports/{job.pk}/again/", follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "This export is being made already."
    ]


def test_strangers_ask_for_nothing_again(user: Any) -> None:
    job = make_export(user)
    for other in (make_influencer().user, make_moderator()):
        client = Client()
        client.force_login(other)
        assert client.post(f"/exports/{job.pk}/again/").status_code == 404
    assert Client().post(f"/exports/{job.pk}/again/").status_code == 302
    assert ExportJob.objects.count() == 1


def test_a_page_costs_the_same_with_one_and_with_three(browser: Client, user: Any) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_export(user)
        browser.get(PATH)
        with CaptureQueriesContext(connection) as queries:
            assert main_of(browser.get(PATH)).count("Download CSV") == sum((1, 2)[:more])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_long_lists_are_paged_and_only_the_first_page_asks_for_news(
    browser: Client, user: Any
) -> None:
    made = [
        make_export(user, now=timezone.now() - timedelta(days=days)) for days in range(22, 1, -1)
    ]
    ask_for_export(actor=user, kind="ads")
    first = browser.get(PATH)
    assert len(first.context["page"]) == 20 and "data-news" in main_of(first)
    second = browser.get(PATH, {"after": first.context["page"].next_cursor})
    assert list(second.context["page"]) == [made[1], made[0]]
    assert "data-news" not in main_of(second)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/settings/data/", "personal_data"),
        ("/wallet/statement/", "statement"),
        ("/campaigns/mine/", "campaigns"),
        ("/ads/", "ads"),
    ],
)
def test_the_pages_of_what_is_exported_lead_here(path: str, kind: str) -> None:
    from tests.factories.ads import make_ad

    client = Client()
    client.force_login(make_ad("active").campaign.sponsor.user)
    assert f"/exports/?kind={kind}" in main_of(client.get(path))
    assert '<a href="/exports/">' in client.get(path).content.decode()
