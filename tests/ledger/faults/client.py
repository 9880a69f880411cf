"""A browser as far as forms need one: pages, cookies, hidden fields, answers that never come."""

import http.client
import threading
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.contrib.messages.storage.cookie import CookieStorage, MessageSerializer
from django.core import signing

PATIENCE = 20.0  # seconds that a client waits for an answer
AWAY = "Try again in a minute"


class NoAnswerError(Exception):
    """The connection broke, nothing came, or the site says that it cannot answer now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site said."""

    status: int
    location: str
    page: str


class Page(HTMLParser):
    """What a reader gets from a page: the fields of the form that moves money, and the notices."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.notices: list[str] = []
        self.fields: dict[str, str] = {}
        self._form: dict[str, str] = {}
        self._depth = 0  # of divs inside the notice's text; 0 outside
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = {}
        elif tag == "input" and found.get("name"):
            self._form[found["name"]] = found.get("value", "")
            if found["name"] == "form_key":
                self.fields = self._form
        elif tag == "div" and self._depth:
            self._depth += 1
        elif tag == "div" and "notice-text" in found.get("class", "").split():
            self._depth = 1
            self.notices.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.notices[-1] += data


@dataclass
class Seen:
    """What all clients together got from the site."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0  # connections
    faults: list[str] = field(default_factory=list)  # pages that say anything but "not now"
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def answers(self) -> int:
        """Return how many answers there were, of any kind."""
        return sum(self.statuses.values())

    def note(self, answer: Answer | None) -> None:
        """Count an answer, or a connection that broke before there was one."""
        with self._lock:
            if answer is None:
                self.broken += 1
                return
            self.statuses[answer.status] += 1
            if answer.status >= 500 and (answer.status, AWAY in answer.page) != (503, True):
                self.faults.append(f"{answer.status}: {answer.page[:2000]}")


class Client:
    """One reader's browser."""

    def __init__(self, port: int, cookies: dict[str, str], seen: Seen) -> None:
        self._port, self._seen = port, seen
        self.cookies = dict(cookies)

    def copy(self) -> "Client":
        """Return another tab, as it is before either is told anything more."""
        return Client(self._port, self.cookies, self._seen)

    def messages(self) -> list[str]:
        """Return what the site has to say on the next page; it travels in a cookie until then."""
        cookie = self.cookies.get("messages")
        if cookie is None:
            return []
        signer = signing.get_cookie_signer(salt=CookieStorage.key_salt)
        found = signer.unsign_object(cookie, serializer=MessageSerializer)
        return [str(message) for message in found]

    def ask(self, path: str, posted: dict[str, str] | None = None) -> Answer:
        """Get `path`, or post to it; raise NoAnswerError where there is none to speak of."""
        try:
            answer = self._exchange(path, posted)
        except (OSError, http.client.HTTPException) as error:
            self._seen.note(None)
            raise NoAnswerError(repr(error)) from error
        self._seen.note(answer)
        # 429: a worker was killed while it counted tries, which keeps the others from counting.
        if answer.status >= 500 or answer.status == 429:
            raise NoAnswerError(f"{path}: {answer.status}")
        return answer

    def _exchange(self, path: str, posted: dict[str, str] | None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Connection": "close"}
        body = None
        if posted is not None:
            body = urlencode(posted)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            connection.request("POST" if body else "GET", path, body, headers)
            response = connection.getresponse()
            page = response.read().decode()  # all of it, or IncompleteRead
        finally:
            connection.close()
        self._keep(response.headers.get_all("Set-Cookie") or [])
        return Answer(response.status, response.headers.get("Location", ""), page)

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)
