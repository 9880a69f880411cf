"""What a daily digest is made of: sections, each collected for many readers at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Reader:
    """One user who may get a digest, and since when news counts as new to them."""

    user: User
    since: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section: what there is to do or see, where, and until when."""

    text: str
    url: str  # a path of this site
    note: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A headed list; `more` lines did not fit and are found at `url`."""

    title: str
    url: str
    lines: Sequence[Line]
    more: int = 0

    @property
    def count(self) -> int:
        """How many there are, shown or not."""
        return len(self.lines) + self.more


# Given readers and the moment, return sections by user id; a user without one is left out. The
# number of queries must not depend on the number of readers.
Collect = Callable[[Sequence[Reader], datetime], Mapping[int, Section]]


@dataclass(slots=True)
class SectionRegistry:
    """The sections by name, in the order of a mail."""

    _entries: dict[str, tuple[int, Collect]] = field(default_factory=dict)

    def register(self, name: str, *, order: int, collect: Collect) -> None:
        """Add a section; raises ValueError for a name that is taken."""
        if name in self._entries:
            raise ValueError(f"a digest section called {name} exists")
        self._entries[name] = (order, collect)

    def collect(self, readers: Sequence[Reader], now: datetime) -> dict[int, list[Section]]:
        """Return each reader's sections in order; a reader with nothing to read is left out."""
        found: dict[int, list[Section]] = {}
        for _, collect in sorted(self._entries.values(), key=lambda entry: entry[0]):
            for user_id, section in collect(readers, now).items():
                found.setdefault(user_id, []).append(section)
        return found


sections = SectionRegistry()
register_section = sections.register
