"""The processes that are measured, and the mail server they talk to."""

import contextlib
import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.mail import get_connection
from django.db import connection

from marketplace.kernel.mail.messages import message_of
from marketplace.kernel.models import OutboxMail
from tests import servers
from tests.benchmarks.check.process import STOPWATCH
from tests.benchmarks.mails.build import Built

PACKAGE = "tests.benchmarks.mails"


@dataclass(frozen=True, slots=True)
class Sink:
    """A running mail server."""

    port: int
    process: subprocess.Popen[str]

    def taken(self) -> dict[str, float]:
        """Return what it took since this was last asked: mails, size, seconds of a processor."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found: dict[str, float] = json.loads(self.process.stdout.readline())
        return found


@contextlib.contextmanager
def sink(*, pause_ms: int = 0) -> Iterator[Sink]:
    """Run a mail server, which waits for so long before each answer."""
    with subprocess.Popen(
        [sys.executable, "-m", f"{PACKAGE}.sink", f"{pause_ms}"],
        cwd=servers.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        try:
            yield Sink(int(process.stdout.readline()), process)
        finally:
            process.kill()


def build(moment: datetime) -> Built:
    """Write the digests that are due at `moment`, in a process of its own."""
    return Built(**_run("build", moment.isoformat()))


def start_sending(server: Sink, *, mails: int) -> subprocess.Popen[str]:
    """Start a process that sends so many mails to that server."""
    return _start("send", f"{mails}", EMAIL_URL=f"smtp://127.0.0.1:{server.port}")


def send_bare(server: Sink, messages: Path) -> dict[str, Any]:
    """Hand the messages in that file to the server."""
    return _run("bare", f"{server.port}", f"{messages}")


def write_messages(mails: list[OutboxMail], path: Path) -> None:
    """Write these mails as the bytes that go to a mail server."""
    backend = get_connection()
    with path.open("wb") as file:
        for mail in mails:
            content = message_of(mail, backend).message().as_bytes(linesep="\r\n")
            pickle.dump((mail.to, content), file)


def wait_until_sent(mail: OutboxMail, *, within: float) -> float:
    """Return after how many seconds from now it is sent."""
    started = time.monotonic()
    sent = OutboxMail.objects.filter(pk=mail.pk, sent_at__isnull=False)
    servers.wait_until(sent.exists, within=within, what="the code is sent")
    return time.monotonic() - started


def result_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for a process and return the figures it printed last, but not the stopwatch's."""
    said, errors = process.communicate()
    if process.returncode or len(lines := said.splitlines()) < 2:
        raise RuntimeError(f"It printed {said!r} and {errors!r}")
    found: dict[str, Any] = json.loads(lines[-2])
    return found


def _run(name: str, *words: str) -> dict[str, Any]:
    return result_of(_start(name, *words))


def _start(name: str, *words: str, **environment: str) -> subprocess.Popen[str]:
    """Start one of this package's programs from the stopwatch, which is small, so that the peak of
    memory is the program's own."""
    settings = {
        "DATABASE_URL": servers.database_url(connection.settings_dict),
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
    }
    return subprocess.Popen(
        [sys.executable, STOPWATCH, sys.executable, "-m", f"{PACKAGE}.{name}", *words],
        cwd=servers.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=os.environ | settings | environment,
    )  # fmt: skip
