"""A walk through the site, each step as a browser does it, with the seconds each one took."""

import re
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from ads.models import Ad
from marketplace.kernel.models import OutboxMail
from tests.ads.views.visiting import client_of, url_of
from tests.factories.accounts import PASSWORD
from tests.factories.ledger import make_method
from tests.ledger.views.test_deposits import PAID
from tests.sending import hidden_on


@dataclass
class Walker:
    """One visitor; `took` is shared with all others of the walk."""

    client: Client = field(default_factory=Client)
    took: list[tuple[float, str]] = field(default_factory=list)

    def another(self) -> "Walker":
        """Return another visitor."""
        return Walker(took=self.took)

    def get(self, url: str, *, status: int = 200) -> HttpResponse:
        """Open a page."""
        return self._timed(self.client.get, url, {}, status)

    def post(self, url: str, fields: dict[str, Any], *, status: int = 302) -> HttpResponse:
        """Send a form."""
        return self._timed(self.client.post, url, fields, status)

    def send(self, url: str, fields: dict[str, Any], *, of: str = "") -> HttpResponse:
        """Open the page of a form that is done once, then send it with its key."""
        hidden = hidden_on(self.get(of or url), url)
        return self.post(url, hidden | fields)

    def signed_in(self, user: User) -> "Walker":
        """Return another visitor, who is signed in."""
        return Walker(client_of(user), self.took)

    def _timed(self, call: Any, url: str, fields: dict[str, Any], status: int) -> HttpResponse:
        started = time.monotonic()
        answer = call(url, fields)
        self.took.append((time.monotonic() - started, f"{call.__name__.upper()} {url}"))
        assert answer.status_code == status, (url, answer.status_code, _errors(answer))
        return answer


def _errors(answer: HttpResponse) -> object:
    form = answer.context and answer.context.get("form")
    return getattr(form, "errors", answer.content[:300])


def code_for(to: str, kind: str) -> str:
    """Return the code in the newest mail of that kind: the row is there before any sending."""
    row = OutboxMail.objects.filter(to=to, kind=f"account_{kind}").first()
    assert row is not None, f"no {kind} for {to}"
    found = re.search(r"^ {4}(\S+)$", row.text, re.MULTILINE)
    assert found, row.text
    return found.group(1)


def is_signed_in(walker: Walker) -> bool:
    """Whether the visitor's session knows who they are."""
    return "_auth_user_id" in walker.client.session


def sign_up(walker: Walker, role: str, fields: dict[str, Any]) -> None:
    """Sign up and confirm the address."""
    walker.post(f"/accounts/signup/{role}/", fields)
    email = fields["email"].lower()
    code = code_for(email, "email_confirmation_signup")
    walker.post("/accounts/confirm-email/", {"code": code})
    assert is_signed_in(walker)


def sign_in(walker: Walker, user: User, password: str = PASSWORD) -> None:
    """Sign in with the password, then out again."""
    walker.post("/accounts/login/", {"login": user.email, "password": password})
    assert is_signed_in(walker)
    walker.post("/accounts/logout/", {})


def sign_in_by_code(walker: Walker, user: User) -> None:
    """Sign in with a code from a mail, then out again."""
    walker.post("/accounts/login/code/", {"email": user.email})
    walker.post("/accounts/login/code/confirm/", {"code": code_for(user.email, "login_code")})
    assert is_signed_in(walker)
    walker.post("/accounts/logout/", {})


def reset_password(walker: Walker, user: User, password: str) -> None:
    """Set a new password with a code from a mail."""
    walker.post("/accounts/password/reset/", {"email": user.email})
    code = code_for(user.email, "password_reset_code")
    walker.post("/accounts/password/reset/confirm/", {"code": code})
    words = {"password1": password, "password2": password}
    walker.post("/accounts/password/reset/complete/", words)


def agree(sponsor: Walker, influencer: Walker, draft: Ad) -> None:
    """Send an offer, talk about it, accept and fund it."""
    sponsor.send(url_of(draft, "send"), {})
    influencer.post(url_of(draft, "messages"), {"body": "Could it be a week later?"})
    number = draft.current_offer.number
    influencer.send(url_of(draft, "accept"), {"answering": number})
    sponsor.send(url_of(draft, "fund"), {})


def read(reader: Walker) -> None:
    """Look at the pages of somebody signed in, and at those of everybody."""
    paths = ["campaigns", "influencers", "dashboard", "wallet", "notifications"]
    for path in [f"/{name}/" for name in paths]:
        reader.get(path)
    for path in ["/", "/terms/", "/accounts/signup/", "/accounts/login/"]:
        reader.another().get(path)


def moderate(walker: Walker, moderator: User) -> None:
    """Sign in to the console."""
    at = walker.get("/admin/", status=302)["Location"]
    at = walker.get(at, status=302)["Location"] if "/admin/login/" in at else at
    fields = {"login": moderator.email, "password": PASSWORD, "next": "/admin/"}
    assert walker.post(at, fields)["Location"] == "/admin/"
    walker.get("/admin/")


def deposit(walker: Walker) -> None:
    """Pay $500 in."""
    pay = walker.send("/wallet/deposit/", {"amount_minor": "500"})["Location"]
    walker.get(pay)
    back = walker.post(pay, PAID)["Location"]
    walker.get(back, status=302)


def withdraw(walker: Walker, user: User) -> None:
    """Ask for $60."""
    method = make_method(user)
    fields = {"amount_minor": "60", "method": method.pk, "password": PASSWORD}
    walker.post("/wallet/withdraw/", fields | {"form_key": str(uuid4())})
