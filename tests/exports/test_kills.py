"""Real workers, killed in the middle of a slice: the file is the one that nobody disturbed."""

import os
import signal
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from marketplace.exports import slices
from marketplace.exports.actions import MAKE_TASK, ask_for_export
from marketplace.exports.models import ExportJob
from marketplace.kernel import jobs
from marketplace.kernel.models import OutboxMail
from marketplace.ledger.actions import wallet_for
from marketplace.notifications.models import Notification
from tests import servers
from tests.benchmarks.exports.transfers import fill_wallet_with
from tests.exports.reading import bytes_of, rows_of
from tests.factories.accounts import make_influencer
from tests.factories.exports import fresh, make_export
from tests.factories.messaging import make_message, make_thread

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
# Enough for several slices' worth of notes on a quick machine.
ROWS = 300_000
KILLS = 4


def worker() -> Any:
    """Run a worker on this test's database and queue."""
    database = servers.database_url(connections["default"].settings_dict)
    return servers.qcluster(os.environ | {"DATABASE_URL": database})


def kill_when_it_got_on(process: Any, job: ExportJob, rows: int) -> int:
    """Kill the worker with all its processes once it has noted more than `rows`; return how many
    rows are noted then."""
    servers.wait_until(
        lambda: fresh(job).rows_done > rows or not fresh(job).is_open,
        within=60, what="progress",
    )  # fmt: skip
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)
    return fresh(job).rows_done


def let_leases_end() -> None:
    """Act as if a lease's time had passed, for which a test does not wait."""
    ExportJob.objects.open().filter(claimed_until__isnull=False).update(
        claimed_until=timezone.now()
    )


def test_a_worker_killed_again_and_again_loses_nothing_and_doubles_nothing() -> None:
    user = make_influencer().user
    fill_wallet_with(wallet_for(user), ROWS)
    job = ask_for_export(actor=user, kind="statement")
    noted = [0]
    for _ in range(KILLS):
        with worker() as process:
            jobs.enqueue(MAKE_TASK)
            noted.append(kill_when_it_got_on(process, job, noted[-1]))
        assert fresh(job).is_open, "it was too quick to be killed"
        assert fresh(job).claim_token is not None
        let_leases_end()
    with worker():
        jobs.enqueue(MAKE_TASK)
        servers.wait_until(lambda: not fresh(job).is_open, within=120, what="the export is made")
    assert noted == sorted(set(noted))  # each went on from where the one before it was killed
    row = fresh(job)
    assert (row.state, row.rows_done, row.rows_total) == ("ready", ROWS, ROWS)
    rows = rows_of(bytes_of(row))
    numbers = [int(line[0]) for line in rows[1:]]
    assert len(numbers) == ROWS and numbers == sorted(set(numbers))
    assert bytes_of(row) == bytes_of(make_export(user))
    assert Notification.objects.filter(dedup_key=f"export:{job.pk}:ready").count() == 1
    assert OutboxMail.objects.filter(kind="export_ready", user=user).count() == 2


def test_asking_wakes_the_worker_and_the_sweep_finds_what_was_not_woken(qcluster: Any) -> None:
    user = make_influencer().user
    make_message(make_thread(user), user)
    job = ask_for_export(actor=user, kind="personal_data")
    servers.wait_until(lambda: not fresh(job).is_open, within=30, what="the export is made")
    assert fresh(job).state == "ready"


@pytest.mark.django_db(transaction=True)
def test_a_wake_up_call_lost_with_redis_is_no_loss() -> None:
    user = make_influencer().user
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "QUEUE_REDIS_URL", "unix:///nowhere/redis.sock?db=0")
        job = ask_for_export(actor=user, kind="ads")
    assert fresh(job).state == "waiting"
    assert slices.make_some() is False  # what the clock calls each minute
    assert fresh(job).state == "ready"
