"""Downloading: the owner alone, for a few days, as a file and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from marketplace.exports.actions import ask_for_export, purge_exports
from marketplace.exports.models import ExportJob, private_storage
from marketplace.exports.views import filename_of
from tests.exports.reading import bytes_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.exports import make_export
from tests.factories.ledger import fill_wallet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("work_dir")]


@pytest.fixture
def user() -> Any:
    user = make_influencer().user
    fill_wallet(user, 12_345)
    return user


@pytest.fixture
def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def path_of(job: ExportJob) -> str:
    return f"/exports/{job.pk}/download/"


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_owner_gets_the_file_and_no_cache_keeps_it(browser: Client, user: Any) -> None:
    job = make_export(user)
    response = browser.get(path_of(job))
    assert response.status_code == 200
    assert response.getvalue() == bytes_of(job)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Length"] == str(job.size_bytes)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    day = f"{job.created_at:%Y-%m-%d}"
    assert response["Content-Disposition"] == f'attachment; filename="parley-statement-{day}.csv"'


def test_head_tells_the_same_without_the_file(browser: Client, user: Any) -> None:
    job = make_export(user)
    head, get = browser.head(path_of(job)), browser.get(path_of(job))
    assert head.status_code == 200 and head.content == b""
    for name in ("Content-Length", "Content-Type", "Content-Disposition", "Cache-Control"):
        assert head[name] == get[name]


def test_everything_about_a_person_is_a_zip(browser: Client, user: Any) -> None:
    response = browser.get(path_of(make_export(user, "personal_data")))
    assert response["Content-Type"] == "application/zip"
    name = response["Content-Disposition"].partition("filename=")[2]
    assert name.startswith('"parley-personal-data-') and name.endswith('.zip"')
    assert response.getvalue().startswith(b"PK")


def test_what_is_not_theirs_does_not_exist(user: Any) -> None:
    job = make_export(user)
    for other in (make_influencer().user, make_sponsor().user, make_moderator()):
        client = Client()
        client.force_login(other)
        assert client.get(path_of(job)).status_code == 404
        assert client.head(path_of(job)).status_code == 404
    assert Client().get(path_of(job)).url == f"/accounts/login/?next={path_of(job)}"


def test_there_is_nothing_under_another_number_or_by_another_way(
    browser: Client, user: Any
) -> None:
    job = make_export(user)
    assert browser.get(f"/exports/{job.pk + 1}/download/").status_code == 404
    assert browser.get(f"/exports/{10**30}/download/").status_code == 404
    assert browser.post(path_of(job)).status_code == 405
    assert browser.get(f"/media/{job.file.name}").status_code == 404
    assert job.file.path.startswith(str(private_storage().location))


@pytest.mark.parametrize("is_purged", [False, True])
def test_after_its_time_the_page_says_so_and_offers_another(user: Any, *, is_purged: bool) -> None:
    job = make_export(user)
    with time_machine.travel(job.expires_at - timedelta(seconds=2)):
        client = Client()
        client.force_login(user)
        assert client.get(path_of(job)).status_code == 200
    with time_machine.travel(job.expires_at):
        if is_purged:
            purge_exports()
        client = Client()
        client.force_login(user)
        response = client.get(path_of(job), follow=True)
    assert response.redirect_chain == [(f"/exports/#export-{job.pk}", 302)]
    assert messages_of(response) == [
        "This export has expired, and its file is deleted. Make it again."
    ]
    assert f'action="/exports/{job.pk}/again/"' in response.content.decode()


def test_what_is_not_made_yet_is_no_error(browser: Client, user: Any) -> None:
    job = ask_for_export(actor=user, kind="statement")
    response = browser.get(path_of(job), follow=True)
    assert messages_of(response) == ["This export has no file yet."]


def test_a_file_that_is_missing_on_the_disk_is_not_found(browser: Client, user: Any) -> None:
    job = make_export(user)
    private_storage().delete(job.file.name)
    assert browser.get(path_of(job)).status_code == 404


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (("2026-01-01", "2026-03-31"), "parley-ads-from-2026-01-01-to-2026-03-31.csv"),
        (("2026-01-01", None), "parley-ads-from-2026-01-01.csv"),
        ((None, "2026-03-31"), "parley-ads-to-2026-03-31.csv"),
    ],
)
def test_the_name_tells_the_days_that_are_told(days: Any, name: str) -> None:
    start, end = (date.fromisoformat(day) if day else None for day in days)
    job = ExportJob(kind="ads", start_date=start, end_date=end, time_zone="UTC")
    assert filename_of(job) == name


def test_the_name_is_harmless_whatever_the_site_is_called(settings: Any) -> None:
    settings.SITE_NAME = '../"Märkte\r\n&Co'
    job = ExportJob(kind="ads", end_date=date(2026, 3, 31), time_zone="UTC")
    assert filename_of(job) == "markte-co-ads-to-2026-03-31.csv"
