"""The doors the scheduler and the operator use."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from ads.workflow import State
from marketplace.digests import tasks
from marketplace.digests.actions import deciding
from marketplace.digests.models import DigestRun
from marketplace.kernel import jobs
from marketplace.kernel.mail.registry import mail_kind
from marketplace.kernel.mail.rendering import render_mail
from tests.factories.accounts import make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_daily_job_finds_by_the_clock_who_is_due() -> None:
    with time_machine.travel(NOON, tick=False):
        make_ad(State.OFFERED)
        assert tasks.send_daily() == 1
        assert tasks.send_daily() == 0
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert tasks.send_daily() == 1


@pytest.mark.django_db
def test_the_monthly_job_finds_by_the_clock_who_is_due() -> None:
    make_campaign(make_sponsor(), published_at=NOON, end_date=date(2099, 1, 1))

    for hour, mails in ((7, 0), (8, 1), (8, 0)):
        with time_machine.travel(datetime(2026, 7, 1, hour, tzinfo=UTC), tick=False):
            assert tasks.send_monthly() == mails


@pytest.mark.django_db
def test_a_job_stops_in_time_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "CHUNK", 2)
    ticks = iter([0.0, 1.0, jobs.SLICE_SECONDS])
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            make_ad(State.OFFERED)
        # Four users of ten, two of them with mail.
        assert tasks.send_daily(clock=lambda: next(ticks)) == jobs.MoreDue(2)
        assert DigestRun.objects.count() == 4
        assert tasks.send_daily() == 3
        assert DigestRun.objects.count() == 10


@pytest.mark.django_db
def test_the_command_queues_what_is_due_at_a_moment_and_says_how_many() -> None:
    with time_machine.travel(NOON, tick=False):
        make_ad(State.OFFERED)

    def run(kind: str, at: str) -> str:
        out = StringIO()
        call_command("send_digests", kind=kind, at=at, stdout=out)
        return out.getvalue()

    assert run("daily", "2026-06-01T12:00:00Z") == "1 mail queued\n"
    assert run("daily", "2026-06-01T12:00:00") == "0 mails queued\n"
    assert run("monthly", "2026-07-01T12:00:00") == "1 mail queued\n"


@pytest.mark.parametrize(
    "at",
    [
        *("tomorrow", "2026-13-40T00:00:00Z"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_a_text_that_is_no_moment_is_refused_with_an_example(at: str) -> None:
    with pytest.raises(CommandError, match="2026-12-01T08:00:00Z"):
        call_command("send_digests", kind="daily", at=at)


@pytest.mark.parametrize("kind", ["digest_daily", "digest_monthly"])
def test_the_preview_of_each_mail_renders(kind: str) -> None:
    registered = mail_kind(kind)

    mail = render_mail(registered, registered.sample(), unsubscribe_url="http://x/leave/")
    assert mail.subject
    for part in (mail.text, mail.html):
        assert "http://x/leave/" in part
        assert registered.why in part
