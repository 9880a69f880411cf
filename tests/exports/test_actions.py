"""Asking for exports, throwing old ones away, and what goes with an account."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.actions import delete_account, suspend_user
from marketplace.exports import actions, work_files
from marketplace.exports.actions import MOST_PER_DAY, ask_for_export, purge_exports
from marketplace.exports.models import ExportJob, private_storage
from marketplace.kernel.errors import Refused
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.exports import fresh, make_export

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("work_dir")]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def user() -> Any:
    return make_influencer().user


def test_a_row_is_written_and_waits(user) -> None:
    user.time_zone = "Asia/Kathmandu"
    job = ask_for_export(
        actor=user,
        kind="statement",
        start_date=date(2026, 1, 1),
        end_date=date(2026, 1, 1),
        now=NOON,
    )
    row = fresh(job)
    assert (row.state, row.kind, row.user, row.due_at) == ("waiting", "statement", user, NOON)
    assert (row.start_date, row.end_date) == (date(2026, 1, 1), date(2026, 1, 1))
    assert row.time_zone == "Asia/Kathmandu"


@pytest.mark.parametrize(
    ("make", "kinds"),
    [
        (lambda: make_sponsor().user, {"campaigns", "ads", "statement", "personal_data"}),
        (lambda: make_influencer().user, {"ads", "statement", "personal_data"}),
        (make_moderator, {"personal_data"}),
    ],
)
def test_each_role_gets_what_it_has(make, kinds: set[str]) -> None:
    actor = make()
    for kind in kinds:
        assert ask_for_export(actor=actor, kind=kind).kind == kind
    for kind in {*ExportJob.Kind.values, "passwords", ""} - kinds:
        with pytest.raises(Refused) as refused:
            ask_for_export(actor=actor, kind=kind)
        assert refused.value.field == "kind"


@pytest.mark.parametrize(
    ("days", "kind", "field"),
    [
        ({"start_date": date(2026, 2, 1), "end_date": date(2026, 1, 31)}, "ads", "end_date"),
        ({"start_date": date(2026, 2, 1)}, "personal_data", "start_date"),
        ({"end_date": date(2026, 2, 1)}, "personal_data", "start_date"),
    ],
)
def test_days_that_make_no_sense_are_refused_at_their_field(user, days, kind, field) -> None:
    with pytest.raises(Refused) as refused:
        ask_for_export(actor=user, kind=kind, **days)
    assert refused.value.field == field
    assert not ExportJob.objects.exists()


def test_what_is_being_made_is_not_begun_twice(user) -> None:
    ask_for_export(actor=user, kind="ads")
    with pytest.raises(Refused, match="being made already"):
        ask_for_export(actor=user, kind="ads")
    ask_for_export(actor=user, kind="statement")
    ask_for_export(actor=make_influencer().user, kind="ads")


def test_so_many_a_day_and_failed_ones_do_not_count(user) -> None:
    for _ in range(MOST_PER_DAY):
        make_export(user, now=NOON)
    make_export(make_influencer().user, now=NOON)
    with pytest.raises(Refused, match="10 exports within a day"):
        ask_for_export(actor=user, kind="ads", now=NOON + timedelta(hours=24, seconds=-1))
    one = ExportJob.objects.visible_to(user)[:1].values("pk")
    failed = {"state": "failed", "file": "", "last_error": "Because."}
    ExportJob.objects.filter(pk__in=one).update(**failed)
    ask_for_export(actor=user, kind="ads", now=NOON)
    with pytest.raises(Refused, match="10 exports within a day"):
        ask_for_export(actor=user, kind="statement", now=NOON)
    ask_for_export(actor=user, kind="statement", now=NOON + timedelta(hours=24))


def test_who_is_suspended_still_gets_what_is_theirs(user) -> None:
    suspend_user(actor=make_moderator(), user=user, reason="Bought followers.")
    user.refresh_from_db()
    assert make_export(user, "personal_data").state == "ready"


def test_a_file_goes_when_its_time_is_over_and_its_row_says_so(user) -> None:
    job = make_export(user, now=NOON)
    storage, name = private_storage(), job.file.name
    assert purge_exports(now=job.expires_at - timedelta(seconds=1)) == 0
    assert storage.exists(name)
    assert purge_exports(now=job.expires_at) == 1
    assert purge_exports(now=job.expires_at) == 0
    row = fresh(job)
    assert (row.state, row.file.name, storage.exists(name)) == ("expired", "", False)


def test_the_time_is_a_setting(user, settings) -> None:
    settings.EXPORT_DAYS = 30
    assert make_export(user, now=NOON).expires_at == NOON + timedelta(days=30)


def test_a_purge_that_was_killed_after_the_file_is_finished_by_the_next(user) -> None:
    job = make_export(user, now=NOON)
    private_storage().delete(job.file.name)
    assert purge_exports(now=job.expires_at) == 1
    assert fresh(job).state == "expired"


def test_rows_from_long_ago_go_unless_their_file_is_there(user, settings) -> None:
    settings.EXPORT_DAYS = 200
    kept = make_export(user, now=NOON)
    settings.EXPORT_DAYS = 7
    gone = make_export(user, now=NOON)
    open_one = ask_for_export(actor=user, kind="ads", now=NOON)
    purge_exports(now=NOON + actions.KEPT)
    assert set(ExportJob.objects.all()) == {kept, gone, open_one}
    purge_exports(now=NOON + actions.KEPT + timedelta(seconds=1))
    assert set(ExportJob.objects.all()) == {kept, open_one}


def test_files_that_nobody_knows_of_go_at_night(user, work_dir: Path) -> None:
    storage = private_storage()
    stray = storage.save("exports/left-behind.csv", ContentFile(b"somebody's"))
    other = storage.save("ads/1/contract.pdf", ContentFile(b"not ours"))
    ready, waiting = make_export(user), ask_for_export(actor=user, kind="ads")
    for job_id in (ready.pk, waiting.pk, waiting.pk + 1):
        with work_files.opened(job_id, size=0):
            pass
    purge_exports()
    assert not storage.exists(stray)
    assert storage.exists(other) and storage.exists(ready.file.name)
    assert work_files.job_ids() == {waiting.pk}


def test_the_exports_of_a_deleted_account_go_with_it(
    user, django_capture_on_commit_callbacks
) -> None:
    job, other = make_export(user), make_export(make_influencer().user)
    begun = ask_for_export(actor=user, kind="ads")
    with work_files.opened(begun.pk, size=0):
        pass
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(actor=user)
    assert list(ExportJob.objects.all()) == [other]
    assert not private_storage().exists(job.file.name)
    assert private_storage().exists(other.file.name)
    assert work_files.job_ids() == set()
