"""Jobs in the moderation console."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import escape
from django_q.models import Failure, Success
from django_q.models import Schedule as ScheduleRow

from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.models import JobRun, ScheduledJob
from marketplace.kernel.jobs.standing import rhythm_text, took_text
from marketplace.kernel.jobs.syncing import sync_schedules
from marketplace.schedules import SCHEDULES
from tests.factories.accounts import make_influencer, make_moderator
from tests.factories.jobs import LONG_AGO, make_job, make_run
from tests.factories.mail import make_mail
from tests.kernel.jobs import tables

pytestmark = pytest.mark.django_db

JOBS = reverse("admin:kernel_scheduledjob_changelist")
RUNS = reverse("admin:kernel_jobrun_changelist")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TONIGHT = datetime(2026, 5, 4, 3, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at_noon(client):
    """Sign in a moderator of the group, at noon."""
    with time_machine.travel(NOON, tick=False):
        user = make_moderator(is_superuser=False)
        user.groups.add(Group.objects.get(name="Moderators"))
        client.force_login(user)
        heartbeat.beat(now=NOON - MINUTE)
        yield user


def lines(client) -> dict[str, object]:
    return {line.schedule.name: line for line in client.get(JOBS).context["lines"]}


def page(client) -> str:
    """Return the words of the page, one space between two."""
    return " ".join(client.get(JOBS).content.decode().split())


def run_url(job: ScheduledJob) -> str:
    return reverse("admin:kernel_scheduledjob_run", args=[job.pk])


def test_the_page_lists_every_schedule_with_what_it_does_and_when(client, at_noon):
    sync_schedules([schedule.name for schedule in SCHEDULES], now=NOON)
    text = page(client)
    for schedule in SCHEDULES:
        assert escape(schedule.says) in text
    assert "Every day at 03:20 UTC" in text
    assert list(lines(client)) == [schedule.name for schedule in SCHEDULES]
    assert {line.state for line in lines(client).values()} == {"new"}
    assert "The worker works" in text


def test_a_line_shows_last_run_duration_outcome_and_next_run(client, at_noon):
    make_job("ledger check")
    make_run("ledger check", started_at=TONIGHT, note="0 violations")
    line = lines(client)["ledger check"]
    assert (line.state, line.took, line.is_overdue) == ("done", "3.0 s", False)
    assert line.next_at == TONIGHT + timedelta(days=1)
    text = page(client)
    assert "0 violations" in text
    assert "took 3.0 s" in text


def test_what_failed_stands_out_by_word_and_icon_and_says_what_comes(client, at_noon):
    make_job("ledger check")
    make_run("ledger check", "failed", started_at=NOON - MINUTE, note="OSError: The disk is full")
    line = lines(client)["ledger check"]
    assert (line.state, line.next_words) == ("failed", "Attempt 2 of 3")
    text = page(client)
    assert '#x-circle"></use></svg>Failed</span>' in text
    assert "OSError: The disk is full" in text
    assert 'class="is-bad"' in text
    make_run("ledger check", "failed", started_at=NOON - MINUTE, period_at=TONIGHT, attempt=3)
    assert lines(client)["ledger check"].next_words == "Given up after 3 attempts"


def test_what_is_overdue_stands_out(client, at_noon):
    make_job("deadlines")
    make_run("deadlines", started_at=NOON - timedelta(days=1))
    assert not lines(client)["deadlines"].is_overdue  # due this minute
    make_job("ledger check")
    assert lines(client)["ledger check"].is_overdue
    assert '#exclamation-triangle"></use></svg>Overdue</span> since' in page(client)


def test_what_runs_offers_no_button_and_a_running_one_is_shown(client, at_noon):
    job = make_job("ledger check")
    assert run_url(job) in page(client)
    make_run("ledger check", "", started_at=NOON - MINUTE, period_at=TONIGHT)
    assert lines(client)["ledger check"].state == "running"
    text = page(client)
    assert run_url(job) not in text
    assert "When this run has ended" in text


def test_recent_runs_leave_out_the_routine_that_went_well(client, at_noon):
    make_job("deadlines")
    make_run("deadlines")
    failed = make_run("deadlines", "failed")
    nightly = make_run("ledger check")
    digest = make_run("daily digest", "partial")
    make_run("daily digest")
    assert client.get(JOBS).context["runs"] == [digest, nightly, failed]


def test_a_worker_that_stands_still_and_mails_that_wait_are_told(client, at_noon):
    make_mail(due_at=NOON - 16 * MINUTE)
    heartbeat.beat(now=NOON - timedelta(minutes=4))
    text = page(client)
    assert "The worker stands still" in text
    assert "no job was carried out for 180 s" in text
    assert "for 16 minutes" in text


def test_the_page_costs_the_same_with_one_run_and_with_three_of_each(
    client, at_noon, settings, django_assert_max_num_queries
):
    sync_schedules([schedule.name for schedule in SCHEDULES], now=LONG_AGO)
    for schedule in SCHEDULES:
        make_run(schedule.name)
    with django_assert_max_num_queries(26):
        client.get(JOBS)
    for schedule in SCHEDULES:
        make_run(schedule.name, "failed")
        make_run(schedule.name, "lost")
    with django_assert_max_num_queries(26):
        client.get(JOBS)


def test_a_moderator_asks_for_a_run_and_it_is_written_down(client, at_noon):
    job = make_job("ledger check")
    make_run("ledger check", started_at=TONIGHT)
    response = client.post(run_url(job), follow=True)
    assert "Ledger check is asked for and starts in a moment." in response.content.decode()
    job.refresh_from_db()
    assert job.asked_at == NOON
    assert lines(client)["ledger check"].next_words == "Asked for"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (at_noon, "Asked for a run.")


def test_a_job_that_runs_cannot_be_asked_for(client, at_noon):
    job = make_job("ledger check")
    make_run("ledger check", "", started_at=NOON)
    response = client.post(run_url(job), follow=True)
    assert "It is running now." in response.content.decode()
    assert not LogEntry.objects.exists()


def test_reading_asks_for_nothing_and_a_job_that_is_not_there_is_404(client, at_noon):
    job = make_job("ledger check")
    assert client.get(run_url(job)).status_code == 405
    gone = run_url(job)
    job.delete()
    assert client.post(gone).status_code == 404


def test_staff_without_the_permission_neither_read_nor_ask(client):
    client.force_login(make_moderator(is_superuser=False))
    job = make_job("ledger check")
    assert client.get(JOBS).status_code == 403
    assert client.get(RUNS).status_code == 403
    assert client.post(run_url(job)).status_code == 403
    job.refresh_from_db()
    assert job.asked_at is None


def test_sponsors_and_influencers_see_nothing_of_it(client):
    client.force_login(make_influencer().user)
    job = make_job("ledger check")
    for response in (client.get(JOBS), client.post(run_url(job))):
        assert response.status_code == 302
    job.refresh_from_db()
    assert job.asked_at is None


def test_runs_can_be_narrowed_and_are_neither_added_changed_nor_deleted(client, at_noon):
    make_job("ledger check")
    run = make_run("ledger check", "failed")
    make_run("sign-ups")

    def shown(**query: str) -> list[JobRun]:
        return list(client.get(RUNS, query).context["cl"].queryset)

    assert shown(standing="failed") == [run] == shown(schedule="ledger check")
    assert shown(outcome__exact="failed") == [run]
    assert len(shown()) == 2
    change = reverse("admin:kernel_jobrun_change", args=[run.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"note": "Fine"}).status_code == 403
    assert client.post(reverse("admin:kernel_jobrun_delete", args=[run.pk])).status_code == 403
    assert client.get(reverse("admin:kernel_jobrun_add")).status_code == 403


def test_of_django_qs_own_pages_only_what_failed_is_left_to_read(client):
    registered = admin.site._registry
    assert ScheduleRow not in registered
    assert Success not in registered
    client.force_login(make_moderator())
    Failure.objects.create(
        id="1", name="one", func="a.b", started=NOON, stopped=NOON, success=False,
        result="disk full : Traceback <most recent>",
    )  # fmt: skip
    page = client.get(reverse("admin:django_q_failure_changelist")).content.decode()
    assert "disk full" in page
    change = reverse("admin:django_q_failure_change", args=["1"])
    assert "Traceback &lt;most recent&gt;" in client.get(change).content.decode()
    assert client.post(reverse("admin:django_q_failure_delete", args=["1"])).status_code == 403


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        ({"minutes": 1}, "Every minute"),
        ({"minutes": 10}, "Every 10 minutes"),
        ({"cron": "*/15 * * * *"}, "Every 15 minutes"),
        ({"cron": "5 * * * *"}, "Every hour at 05 past"),
        ({"cron": "20 3 * * *"}, "Every day at 03:20 UTC"),
        ({"cron": "0 6 1 * *"}, "0 6 1 * * (cron, UTC)"),
        ({"cron": "*/15 3 * * *"}, "*/15 3 * * * (cron, UTC)"),
    ],
)
def test_rhythms_are_told_in_words(rhythm, words):
    assert rhythm_text(tables.Schedule(name="any", task="a.b", **rhythm)) == words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "40 ms"),
        (1.26, "1.3 s"),
        (9.96, "10.0 s"),
        (38.4, "38 s"),
        (59.9, "1 min 0 s"),
        (125, "2 min 5 s"),
    ],
)
def test_durations_are_told_in_words(seconds, text):
    run = JobRun(started_at=NOON, ended_at=NOON + timedelta(seconds=seconds), outcome="done")
    assert took_text(run) == text
    assert took_text(JobRun(started_at=NOON, ended_at=NOON, outcome="lost")) == ""
    assert took_text(JobRun(started_at=NOON)) == ""
