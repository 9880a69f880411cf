"""The registry of what waits for a reader."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from marketplace.notifications import waiting
from tests.factories.accounts import make_user

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_providers", [])


def test_sections_stand_in_the_order_of_their_providers() -> None:
    user = object()

    def first(asker: object, now: datetime) -> list[str]:
        assert (asker, now) == (user, NOON)
        return ["Your turn", "Unread"]

    waiting.register_waiting(first)
    waiting.register_waiting(lambda asker, now: ["Exports"])
    waiting.register_waiting(first)  # once is enough
    assert waiting.waiting_for(user, NOON) == ["Your turn", "Unread", "Exports"]


@pytest.mark.django_db
def test_what_a_provider_says_is_shown_above_the_inbox_escaped(client) -> None:
    line = SimpleNamespace(
        text="Say <yes>", url="/ads/7/", note="Or no.", due_at=None, overdue_since=None
    )
    section = SimpleNamespace(title="Your turn", url="/ads/", lines=[line], more=2, count=3)
    waiting.register_waiting(lambda user, now: [section])
    client.force_login(make_user())
    page = client.get("/notifications/").content.decode()
    assert '<a href="/ads/7/">Say &lt;yes&gt;</a>' in page
    assert '<a href="/ads/">And 2 more</a>' in page
    assert page.index("Waiting for you") < page.index("Or no.") < page.index("What happened")
