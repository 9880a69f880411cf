"""The door to the queue."""

import signal
import time

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from redis import Redis

from marketplace.kernel import jobs
from tests import servers

TASK = "marketplace.kernel.jobs.heartbeat.beat"


def queued() -> int:
    with Redis.from_url(django_settings.QUEUE_REDIS_URL) as queue:
        return int(queue.llen("django_q:parley:q"))


@pytest.mark.django_db(transaction=True)
def test_a_job_is_queued_when_the_transaction_commits():
    with transaction.atomic():
        jobs.enqueue(TASK)
        assert queued() == 0
    assert queued() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_rolls_back_is_not_queued():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(TASK)
        raise ZeroDivisionError
    assert queued() == 0


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_is_down_is_logged_and_forgiven_at_once(settings, caplog):
    settings.QUEUE_REDIS_URL = "unix:///nonexistent/redis.sock?db=0"
    started = time.monotonic()
    jobs.enqueue(TASK)
    assert time.monotonic() - started < 0.5
    assert "waits for its sweep" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_hangs_is_waited_for_about_a_second_and_once(settings, caplog):
    with servers.folder_for_sockets() as folder:
        socket_path = folder / "redis.sock"
        with servers.redis_server(socket_path) as process:
            settings.QUEUE_REDIS_URL = f"unix://{socket_path}?db=0"
            jobs.enqueue(TASK)
            process.send_signal(signal.SIGSTOP)
            started = time.monotonic()
            jobs.enqueue(TASK)
            waited = time.monotonic() - started
            for _ in range(50):
                jobs.enqueue(TASK)
            waited_more = time.monotonic() - started - waited
            process.send_signal(signal.SIGCONT)
    assert 0.9 < waited < 2.5
    assert waited_more < 1
    assert caplog.text.count("waits for its sweep") == 51


def test_a_job_reaches_a_real_worker_and_leaves_a_heartbeat(qcluster):
    assert jobs.heartbeat.age() is None
    jobs.enqueue(TASK)
    servers.wait_until(lambda: jobs.heartbeat.age() is not None, within=20, what="heartbeat")


def test_a_worker_that_is_asked_to_stop_finishes_what_it_took(qcluster):
    for _ in range(20):
        jobs.enqueue(TASK)
    servers.wait_until(lambda: queued() < 20, within=20, what="the worker begins")
    assert servers.stop(qcluster) == 0
    from django_q.models import Success

    assert Success.objects.count() + queued() == 20
