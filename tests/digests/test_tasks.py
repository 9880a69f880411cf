"""The doors the scheduler and the operator use."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from ads.workflow import State
from marketplace.digests import tasks
from marketplace.kernel.mail.registry import mail_kind
from marketplace.kernel.mail.rendering import render_mail
from tests.factories.accounts import make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_daily_task_takes_the_moment_as_text_and_else_the_clock() -> None:
    with time_machine.travel(NOON, tick=False):
        make_ad(State.OFFERED)
        assert tasks.send_daily() == 1
        assert tasks.send_daily() == 0
    assert tasks.send_daily("2026-06-02T12:00:00+00:00") == 1


@pytest.mark.django_db
def test_the_monthly_task_takes_the_moment_as_text() -> None:
    make_campaign(make_sponsor(), created_at=NOON, end_date=date(2099, 1, 1))

    assert tasks.send_monthly("2026-07-01T07:00:00+00:00") == 0
    assert tasks.send_monthly("2026-07-01T08:00:00+00:00") == 1


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


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-40T00:00:00Z"])
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
