"""Exports in the moderation console: who, what, how far; never what is in them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from marketplace.exports.models import ExportJob
from tests.factories.accounts import make_influencer, make_moderator
from tests.factories.exports import make_export
from tests.factories.ledger import fill_wallet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("work_dir")]
LIST = "/admin/exports/exportjob/"


@pytest.fixture
def job() -> ExportJob:
    user = make_influencer().user
    fill_wallet(user, 98_765)
    return make_export(user)


@pytest.fixture
def console() -> Client:
    moderator = make_moderator(is_superuser=False)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    client = Client()
    client.force_login(moderator)
    return client


def test_moderators_read_who_asked_for_what_and_how_it_went(console: Client, job: Any) -> None:
    ExportJob.objects.update(state="failed", file="", last_error="OSError: No space left")
    page = console.get(LIST)
    assert page.status_code == 200
    for told in (job.user.email, "Statement", "Failed", "OSError: No space left"):
        assert told in page.content.decode()
    assert console.get(LIST, {"state": "ready"}).context["cl"].result_count == 0
    assert console.get(LIST, {"q": job.user.email}).context["cl"].result_count == 1


def test_no_page_of_the_console_leads_to_the_content(console: Client, job: Any) -> None:
    page = console.get(f"{LIST}{job.pk}/change/").content.decode()
    assert job.user.email in page
    for hidden in (job.file.name, "/download/", "987.65"):
        assert hidden not in page
    assert console.get(f"/exports/{job.pk}/download/").status_code == 404


def test_nobody_adds_changes_or_deletes_one_there(console: Client, job: Any) -> None:
    assert console.get(f"{LIST}add/").status_code == 403
    assert console.post(f"{LIST}{job.pk}/change/", {"state": "waiting"}).status_code == 403
    assert console.post(f"{LIST}{job.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ExportJob.objects.get().state == "ready"


def test_members_are_not_let_in(job: Any) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=job.user.pk))
    assert client.get(LIST).status_code in (302, 403)
