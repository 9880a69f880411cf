"""Probes: alive whatever is down; ready only when everything works and nothing waits too long."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from ads.models import Ad
from ads.workflow import State
from marketplace.kernel.jobs import heartbeat
from marketplace.ledger.models import Hold
from tests.factories.accounts import make_influencer, make_moderator
from tests.factories.ads import make_ad
from tests.factories.jobs import make_job
from tests.factories.ledger import make_hold
from tests.factories.mail import make_mail

NOWHERE = "unix:///nowhere/redis.sock"


def fail(*args: object) -> None:
    """Stand in for a database server that went away."""
    raise DatabaseError("could not connect to server at 10.0.0.7")


@pytest.fixture
def beating(db: None) -> None:
    """Let the worker have carried out a job just now."""
    heartbeat.beat()


def not_ok(response: object) -> list[str]:
    """Return the parts that are not well."""
    return [name for name, check in response.json()["checks"].items() if not check["ok"]]


def test_the_process_is_alive_with_database_and_redis_down(
    client: Client, settings: object
) -> None:
    settings.QUEUE_REDIS_URL = NOWHERE
    # No database mark: a query would fail the test.
    response = client.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


def test_the_site_is_ready_when_everything_works(client: Client, beating: None) -> None:
    response = client.get("/readyz/")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {
            "database": {"ok": True},
            "redis": {"ok": True},
            "worker": {"ok": True, "age_seconds": 0, "limit_seconds": 180},
            "mail": {"ok": True, "age_seconds": 0, "limit_seconds": 900},
            "exports": {"ok": True, "age_seconds": 0, "limit_seconds": 900},
            "deadlines": {"ok": True, "age_seconds": 0, "limit_seconds": 900},
            "holds": {"ok": True, "age_seconds": 0, "limit_seconds": 1800},
            "digests": {"ok": True, "age_seconds": 0, "limit_seconds": 21600},
            "unsent": {"ok": True, "age_seconds": 0, "limit_seconds": 3600},
            "schedules": {"ok": True, "age_seconds": 0, "limit_seconds": 900},
        },
    }
    assert "no-store" in response["Cache-Control"]


def test_a_redis_that_is_down_makes_it_not_ready(
    client: Client, settings: object, beating: None
) -> None:
    settings.QUEUE_REDIS_URL = NOWHERE
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert response.json()["status"] == "not ready"
    assert not_ok(response) == ["redis"]


def test_a_database_that_is_down_is_told_without_its_address(client: Client, db: None) -> None:
    with connection.execute_wrapper(fail):
        response = client.get("/readyz/")
    assert response.status_code == 503
    due = ["exports", "deadlines", "holds", "mail", "digests", "unsent", "schedules"]
    asked = ["database", "worker", *due]
    assert not_ok(response) == asked
    assert "10.0.0.7" not in response.content.decode()


@pytest.mark.django_db
def test_a_worker_that_never_came_alive_is_not_ready(client: Client) -> None:
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == {
        "ok": False,
        "age_seconds": None,
        "limit_seconds": 180,
    }


def test_a_worker_that_stopped_is_not_ready(client: Client, beating: None) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=3, seconds=2)):
        response = client.get("/readyz/")
    assert response.status_code == 503
    assert not_ok(response) == ["worker"]


def test_a_mail_that_waits_too_long_is_not_ready(client: Client, beating: None) -> None:
    make_mail(due_at=timezone.now() - timedelta(minutes=14))
    assert client.get("/readyz/").status_code == 200

    make_mail(due_at=timezone.now() - timedelta(minutes=16))
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert not_ok(response) == ["mail"]
    assert 959 <= response.json()["checks"]["mail"]["age_seconds"] <= 970


def test_a_deadline_nobody_carried_out_is_not_ready(client: Client, beating: None) -> None:
    ad = make_ad(State.OFFERED)
    assert client.get("/readyz/").status_code == 200

    Ad.objects.filter(pk=ad.pk).update(deadline_at=timezone.now() - timedelta(minutes=16))
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert not_ok(response) == ["deadlines"]


def test_a_hold_that_does_not_clear_is_not_ready(client: Client, beating: None) -> None:
    hold = make_hold(make_influencer().user, 5_000)
    Hold.objects.filter(pk=hold.pk).update(clears_at=timezone.now() - timedelta(minutes=29))
    assert client.get("/readyz/").status_code == 200

    Hold.objects.filter(pk=hold.pk).update(clears_at=timezone.now() - timedelta(minutes=31))
    assert not_ok(client.get("/readyz/")) == ["holds"]

    frozen = {"frozen_at": timezone.now(), "frozen_by": make_moderator(), "frozen_reason": "Why"}
    Hold.objects.filter(pk=hold.pk).update(**frozen)
    assert client.get("/readyz/").status_code == 200


def test_a_job_that_nobody_runs_is_not_ready(client: Client, beating: None) -> None:
    night = timezone.now().replace(hour=3, minute=20)
    make_job("ledger check")
    with time_machine.travel(night + timedelta(minutes=14)):
        heartbeat.beat()
        assert client.get("/readyz/").status_code == 200

    with time_machine.travel(night + timedelta(minutes=16)):
        heartbeat.beat()
        assert not_ok(client.get("/readyz/")) == ["schedules"]
