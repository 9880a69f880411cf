"""People who send a form until they get an answer, as the site tells them to."""

import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from tests.ledger.faults.client import Answer, Client, NoAnswerError, Page, Seen

AT_ONCE = 32
# Every so many calls the button is pressed twice.
DOUBLE = 10
LONGEST = 90.0  # seconds after which somebody gives up

T = TypeVar("T")


@dataclass
class Sending:
    """One call: what is asked for, the form as it was filled in once, and every answer to it."""

    number: int
    kind: str
    path: str
    subject: str
    session: dict[str, str]
    typed: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)
    # Where it led and what was said, for every time the form was answered.
    told: list[tuple[str, ...]] = field(default_factory=list)
    # What came instead.
    odd: list[str] = field(default_factory=list)
    posts: int = 0

    @property
    def is_double(self) -> bool:
        """Return whether the button is pressed twice."""
        return self.number % DOUBLE == 0


class Senders:
    """Everybody who sends something."""

    def __init__(self, calls: list[dict[str, Any]], *, port: int) -> None:
        self.sendings = [Sending(number, **call) for number, call in enumerate(calls)]
        self.seen = Seen()
        self._port = port
        self._jobs: list[Future[None]] = []

    @property
    def answered(self) -> int:
        """Return how many are through."""
        return sum(job.done() for job in self._jobs)

    def start(self) -> None:
        """Let all send, in a random order, in threads of their own."""
        order = list(self.sendings)
        random.Random(4).shuffle(order)
        self._each(order, self._send, at_once=AT_ONCE)

    def wait(self) -> None:
        """Return when all are through; raise what went wrong for one of them."""
        for job in self._jobs:
            job.result()

    def repeat(self) -> None:
        """Let everybody send the same form once more, a few at a time; each answer must come."""
        posts, unanswered = self._counts()
        self._each(self.sendings, self._send_again, at_once=8)
        self.wait()
        assert self._counts() == (posts + len(self.sendings), unanswered)

    def _counts(self) -> tuple[int, int]:
        unanswered = self.seen.broken + self.seen.statuses[503] + self.seen.statuses[429]
        return sum(sending.posts for sending in self.sendings), unanswered

    def require_away(self) -> None:
        """Assert that the site says that it cannot answer now; `seen` keeps what it said."""
        client = Client(self._port, self.sendings[0].session, self.seen)
        for _ in range(3):
            with pytest.raises(NoAnswerError, match="503"):
                client.ask("/wallet/")

    def _each(
        self, sendings: list[Sending], work: Callable[[Sending], None], *, at_once: int
    ) -> None:
        pool = ThreadPoolExecutor(at_once)
        self._jobs = [pool.submit(work, sending) for sending in sendings]
        pool.shutdown(wait=False)

    def _send(self, sending: Sending) -> None:
        client = Client(self._port, sending.session, self.seen)
        page = Page(self._until_answered(lambda: client.ask(sending.path)).page)
        sending.form = page.fields | sending.typed
        sending.csrf = {name: client.cookies[name] for name in ["csrftoken"]}
        if "form_key" not in page.fields:
            sending.odd.append(f"No form for money on {sending.path}")
            return
        if not sending.is_double:
            self._post(sending, client)
            return
        with ThreadPoolExecutor(1) as other:
            job = other.submit(self._post, sending, client.copy())
            self._post(sending, client)
        job.result()

    def _send_again(self, sending: Sending) -> None:
        client = Client(self._port, sending.session | sending.csrf, self.seen)
        self._post(sending, client)

    def _post(self, sending: Sending, client: Client) -> None:
        """Post until there is an answer, and note where it leads and what it says."""

        def post() -> Answer:
            sending.posts += 1
            return client.ask(sending.path, sending.form)

        answer = self._until_answered(post)
        if answer.status != 302:
            sending.odd.append(f"{answer.status}: {Page(answer.page).notices} {answer.page[:3000]}")
            return
        said = client.messages()
        sending.told.append((answer.location, *said))
        if sending.is_double:  # the others come to pages like theirs
            page = Page(self._until_answered(lambda: client.ask(answer.location)).page)
            if page.notices[: len(said)] != said:
                sending.odd.append(f"{answer.location} says {page.notices} instead of {said}")

    def _until_answered(self, ask: Callable[[], T]) -> T:
        pause, until = 0.3, time.monotonic() + LONGEST
        while True:
            try:
                return ask()
            except NoAnswerError:
                if time.monotonic() > until:
                    raise
                time.sleep(pause)
                pause = min(2.0, pause * 1.5)
