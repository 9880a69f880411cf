"""Stripe as seen from here: its recorded events, signed, and a server that answers in its name."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl

import stripe
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from marketplace.ledger.models import Deposit
from tests.factories.ledger import make_deposit

PAYLOADS = Path(__file__).parent.parent / "payloads"
SECRET = "whsec_tests"
KEY = "sk_test_tests"
VARIANTS = {
    "stripe": (
        "marketplace.ledger.providers.checkout.StripeProvider",
        {"api_key": KEY, "endpoint_secret": SECRET, "use_token": True, "secure_endpoint": True},
    )
}
WEBHOOK = "/payments/process/stripe/"
# What the payloads name: 500 dollars for this deposit.
TOKEN = "5f0c6a52-3d1e-4b7a-9c58-2e6f1d0a7b34"
AMOUNT = 50_000
INTENT = "pi_3SVparleyTest0001abcdEF"


def recorded(name: str) -> str:
    """Return a recorded body as it came, byte by byte."""
    return (PAYLOADS / f"{name}.json").read_text()


def changed(name: str, **subject: Any) -> str:
    """Return a recorded event with other values in its subject."""
    event = json.loads(recorded(name))
    event["data"]["object"] |= subject
    return json.dumps(event)


def send(
    body: str, *, signature: str | None = None, at: int | None = None, path: str = WEBHOOK
) -> HttpResponse:
    """Send an event as Stripe does, from nowhere near a browser; signed unless told otherwise."""
    if signature is None:
        signature = stripe.WebhookSignature.generate_signature_header(body, SECRET, at)
    # A server's error is an answer here, not an exception.
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    headers = {"Stripe-Signature": signature} if signature else {}
    return client.post(path, body, content_type="application/json", headers=headers)


def happens(*names: str) -> None:
    """Send recorded events in this order; each is taken."""
    for name in names:
        response = send(recorded(name))
        assert (response.status_code, response.json()) == (200, {"status": "OK"})


def make_recorded_deposit(user: User) -> Deposit:
    """Return the unpaid deposit that the recorded payloads are about."""
    with mock.patch("payments.models.uuid4", return_value=TOKEN):
        return make_deposit(user, AMOUNT)


@dataclass
class Asked:
    """One request that the library made."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, str]


@dataclass
class Api:
    """Answers as it is told, and as Stripe does says the same again to a key it knows."""

    address: str = ""
    status: int = 200
    body: str = ""
    patience: float = 0
    asked: list[Asked] = field(default_factory=list)
    said: dict[str, tuple[int, str]] = field(default_factory=dict)

    def answers(self, name: str, status: int = 200) -> None:
        """Answer with a recorded body from now on."""
        self.body, self.status = recorded(name), status

    def answer(self, request: Asked) -> tuple[int, str]:
        """Note a request and return what is said to it."""
        self.asked.append(request)
        sleep(self.patience)
        key = request.headers.get("idempotency-key", "")
        if key:
            return self.said.setdefault(key, (self.status, self.body))
        return self.status, self.body


@contextmanager
def api_server() -> Iterator[Api]:
    """Run a server on this machine in Stripe's name."""
    api = Api()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body = api.answer(Asked(self.command, self.path, headers, form))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            with suppress(BrokenPipeError):  # who asked has stopped waiting, as tests let them
                self.wfile.write(body.encode())

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    api.address = f"http://127.0.0.1:{server.server_port}"
    yield api
    server.shutdown()
    server.server_close()
    thread.join()
