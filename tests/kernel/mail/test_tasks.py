"""The two doors to the sender: woken by whoever writes a mail, and swept by the clock."""

import pytest
from django.core import mail as django_mail

from marketplace.kernel import jobs
from marketplace.kernel.jobs import clock
from marketplace.kernel.jobs.models import JobRun
from marketplace.kernel.mail import sender, tasks
from marketplace.kernel.mail.actions import SEND_TASK
from marketplace.schedules import SCHEDULES
from tests.factories.jobs import make_job
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch):
    """Return what is woken; nothing is."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(jobs, "enqueue", lambda *call: calls.append(call))
    monkeypatch.setattr(clock, "enqueue", lambda *call: calls.append(call))
    return calls


@pytest.fixture
def in_no_time(monkeypatch):
    """Let no run last longer than it takes to begin."""
    monkeypatch.setattr(sender, "RUN_SECONDS", 0)


def test_a_sender_that_was_woken_asks_for_another_while_more_is_due(woken, in_no_time):
    make_mail()
    tasks.send_due_mails()
    assert woken == [(SEND_TASK,)]


def test_a_sender_that_was_woken_is_no_scheduled_run(woken):
    make_mail()
    tasks.send_due_mails()
    assert (len(django_mail.outbox), woken, JobRun.objects.count()) == (1, [], 0)


def test_the_sweep_sends_what_nobody_was_woken_for(woken):
    make_job("mails")
    make_mail()
    assert clock.run("mails") == "1 mail"
    assert (len(django_mail.outbox), woken) == (1, [])


def test_a_sweep_that_leaves_something_stays_due_and_is_woken_at_once(woken, in_no_time):
    make_job("mails")
    make_mail()
    assert clock.run("mails") == "0 mails"
    assert JobRun.objects.get().outcome == "partial"
    assert woken == [(clock.RUN_TASK, "mails")]


def test_the_clock_sweeps_by_a_task_of_its_own():
    """The other one would wake itself, and the run would be done while it goes on."""
    (schedule,) = (schedule for schedule in SCHEDULES if schedule.name == "mails")
    assert schedule.task.rpartition(".")[2] == tasks.sweep_outbox.__name__
