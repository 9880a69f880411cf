"""What ground apps may know about a user: settings.AUTH_USER_MODEL, seen from below."""

import zoneinfo
from datetime import datetime
from typing import Any, Protocol


class Person(Protocol):
    """The part of the user that mails, threads and notices rely on."""

    @property
    def pk(self) -> Any:
        """The primary key."""

    @property
    def email(self) -> Any:
        """The address the person signs in with."""

    @property
    def suspended_at(self) -> datetime | None:
        """When a moderator suspended the person; None while in good standing."""

    @property
    def is_reachable(self) -> bool:
        """Whether the person may be written to about what they can choose about."""

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone whose clock the person reads."""

    def get_full_name(self) -> str:
        """Return the name others know the person by."""
