"""Calls that move money while web workers and the database are killed: nothing is lost or twice.

Each client fills a form in once and sends it until it is answered. Then the books must say that
everything was done that somebody was told, and once.
"""

import contextlib
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.factories.ads import PRICE_MINOR
from tests.ledger.faults.senders import Senders, Sending
from tests.ledger.faults.site import WORKERS, Site, site_on
from tests.postgres import Postgres, own_postgres

IS_SQLITE = os.environ["DATABASE_URL"].startswith("sqlite")
Tell = Callable[[str, object], None]

KINDS = ("fund", "release", "withdraw")
FEE_MINOR = PRICE_MINOR // 10
BETWEEN_KILLS = 0.3
# The database is killed when so many of a hundred calls are answered.
DATABASE_DIES_AT = (20, 45, 70)
HOLDS = "The ledger holds: every law is kept.\n"


def expected_transfers(sending: Sending) -> dict[str, int]:
    """Return what a call moves, by reference."""
    if sending.kind == "fund":
        return {f"ad:{sending.subject}:fund": PRICE_MINOR}
    if sending.kind == "release":
        base = f"ad:{sending.subject}:release"
        return {f"{base}:net": PRICE_MINOR - FEE_MINOR, f"{base}:fee": FEE_MINOR}
    return {f"payout:{sending.form['form_key']}": int(sending.subject)}


def require_done_once(sendings: list[Sending], facts: dict[str, Any], before: set[str]) -> None:
    """Assert that what these calls asked for was done once, and nothing else."""
    wanted: dict[str, int] = {}
    for sending in sendings:
        wanted |= expected_transfers(sending)
    new = {name: amount for name, amount in facts["transfers"].items() if name not in before}
    assert new == wanted
    funded, released, withdrawn = (
        [sending.subject for sending in sendings if sending.kind == kind] for kind in KINDS
    )
    # The others were funded before, one by one.
    assert sorted(facts["funded"]) == sorted(map(int, facts["ads"]))
    assert sorted(facts["completed"]) == sorted(map(int, released))
    assert sorted(facts["holds"]) == sorted(f"ad:{pk}:release:net" for pk in released)
    stand = {pk: ["active", PRICE_MINOR] for pk in funded}
    assert facts["ads"] == stand | {pk: ["completed", 0] for pk in released}
    assert sorted(facts["payouts"]) == sorted([int(amount), "requested"] for amount in withdrawn)
    assert sorted(facts["keys"]) == sorted(sending.form["form_key"] for sending in sendings)


def require_told_alike(sendings: list[Sending], *, times: int) -> None:
    """Assert that every answer to a form, the double click's included, was the first one."""
    assert [s.odd for s in sendings if s.odd] == []
    for sending in sendings:
        assert len(sending.told) == times + sending.is_double
        assert len(set(sending.told)) == 1
        assert len(sending.told[0]) == 2  # where it led, and one sentence


def run_into_faults(senders: Senders, site: Site, database: Postgres | None) -> None:
    """Kill workers all the time and the database now and then, until everybody has an answer."""
    senders.start()
    dies_at = [share * len(senders.sendings) // 100 for share in DATABASE_DIES_AT]
    while senders.answered < len(senders.sendings):
        had = senders.seen.answers
        time.sleep(BETWEEN_KILLS)
        if senders.seen.answers - had >= WORKERS:  # or a slow machine would never get on
            site.kill_worker()
        if database and dies_at and senders.answered >= dies_at[0]:
            dies_at.pop(0)
            database.kill()
            senders.require_away()
            database.start(durable=True)
    senders.wait()
    assert dies_at == [] or database is None


def told(senders: Senders, site: Site, *, took: float) -> str:
    """Return the run in numbers, for the summary."""
    sendings, seen = senders.sendings, senders.seen
    kinds = ", ".join(f"{n} {kind}" for kind, n in Counter(s.kind for s in sendings).items())
    at_once = sum(s.posts == 1 + s.is_double for s in sendings)
    return (
        f"{len(sendings)} calls ({kinds}) in {took:.0f} s: {at_once} answered the first time, "
        f"{sum(s.posts for s in sendings)} posts, {seen.broken} broken connections, "
        f"{seen.statuses[503]} times 503; {site.killed} workers killed"
    )


def require_all_of_it(site: Site, sizes: tuple[int, int, int], database: Postgres | None) -> str:
    """Send that many calls into faults, hold the books against what was told; return numbers."""
    calls, before = site.seed(*sizes)
    if database:
        database.stop(how=signal.SIGINT)
        database.start(durable=True)
    with site.serving():
        senders, started = Senders(calls, port=site.port), time.monotonic()
        run_into_faults(senders, site, database)
        numbers = told(senders, site, took=time.monotonic() - started)
        # First as it is without anybody's repeating what was answered.
        facts = site.facts()
        require_told_alike(senders.sendings, times=1)
        require_done_once(senders.sendings, facts, before)
        assert site.run("manage.py", "check_ledger") == HOLDS
        # Then quietly: nobody is kept waiting, and nothing is done again.
        senders.repeat()
        require_told_alike(senders.sendings, times=2)
        assert site.facts() == facts
        assert senders.seen.faults == []
    return numbers


@pytest.mark.postgres_only
def test_killed_workers_and_a_killed_database_lose_no_money_and_move_none_twice(
    record_property: Tell,
) -> None:
    with own_postgres() as database:
        database.start(durable=False)  # while it is filled
        with site_on(database.url) as site:
            site.run("manage.py", "migrate", "--verbosity=0")
            numbers = require_all_of_it(site, (100, 60, 340), database)
    assert site.killed > 20
    record_property("faults", f"{numbers}, PostgreSQL {len(DATABASE_DIES_AT)} times")


@pytest.mark.skipif(not IS_SQLITE, reason="runs on SQLite only, whose tables it copies")
@pytest.mark.django_db
def test_killed_workers_lose_no_money_on_sqlite_either(record_property: Tell) -> None:
    with site_on(None) as site:
        with (
            contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as ours,
            contextlib.closing(sqlite3.connect(site.folder / "db.sqlite3")) as theirs,
        ):
            ours.backup(theirs)
        numbers = require_all_of_it(site, (15, 9, 36), None)
    assert site.killed > 3
    record_property("faults", f"{numbers}, on SQLite")
