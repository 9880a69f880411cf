"""What waits for a reader besides notices: floors above know, and tell it through this registry."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from marketplace.kernel.people import Person


class WaitingLine(Protocol):
    """One thing to do or to see."""

    @property
    def text(self) -> str:
        """What it is."""

    @property
    def url(self) -> str:
        """The path of this site where it is done or seen."""

    @property
    def note(self) -> str:
        """What else there is to say, such as what happens otherwise; may be empty."""

    @property
    def due_at(self) -> datetime | None:
        """Until when; None for what has no end."""

    @property
    def overdue_since(self) -> datetime | None:
        """Since when it is late; None while it is not."""


class WaitingSection(Protocol):
    """Things of one kind under a heading."""

    @property
    def title(self) -> str:
        """The heading."""

    @property
    def url(self) -> str:
        """The path where all of them are."""

    @property
    def lines(self) -> Sequence[WaitingLine]:
        """The first of them."""

    @property
    def more(self) -> int:
        """How many did not fit."""

    @property
    def count(self) -> int:
        """How many there are."""


Provider: TypeAlias = Callable[[Person, datetime], Sequence[WaitingSection]]

_providers: list[Provider] = []


def register_waiting(provider: Provider) -> None:
    """Add a function that answers what waits for a person at a moment, in the order shown.

    One registered twice is kept once.
    """
    if provider not in _providers:
        _providers.append(provider)


def waiting_for(user: Person, now: datetime) -> list[WaitingSection]:
    """Return what all providers know."""
    return [section for provider in _providers for section in provider(user, now)]
