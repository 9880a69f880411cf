"""What a daily digest is made of: sections, each collected for many readers at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from accounts.models import User
from marketplace.kernel.mail.wording import one_line
from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.topics import Choice, Topic


@dataclass(frozen=True, slots=True)
class Reader:
    """One user who may get a digest; news to them is what came after `since` and up to `until`.

    The registry adds when each topic is told them by mail, and on the way what the sections
    so far tell: pages of this site, without a place on them, by topic.
    """

    user: User
    since: datetime
    until: datetime
    choices: Mapping[Topic, Choice] = field(default_factory=dict)
    told: set[tuple[Topic, str]] = field(default_factory=set, compare=False)

    def wants(self, topic: Topic) -> bool:
        """Whether the reader is told of `topic` by mail at all."""
        return self.choices.get(topic) is not Choice.NEVER


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section: what there is to do or see, where, and until when.

    What is late has `overdue_since` and no `due_at`. `subject` is how a mail's subject names it,
    where `text` is too long for that. Names in them are made one line, since what follows a line
    break would read as if the platform spoke.
    """

    text: str
    url: str  # a path of this site
    note: str = ""
    due_at: datetime | None = None
    overdue_since: datetime | None = None
    subject: str = ""

    def __post_init__(self) -> None:
        for name in ("text", "note", "subject"):
            object.__setattr__(self, name, one_line(getattr(self, name)))


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


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered section: its place in the mail, how it is collected, and what it is about."""

    order: int
    collect: Collect
    topics: Sequence[Topic]
    is_last: bool

    def readers(self, readers: Sequence[Reader]) -> list[Reader]:
        """Return the readers who want mail about any of the topics."""
        if not self.topics:
            return list(readers)
        return [reader for reader in readers if any(map(reader.wants, self.topics))]


@dataclass(slots=True)
class SectionRegistry:
    """The sections by name, in the order of a mail."""

    _entries: dict[str, Entry] = field(default_factory=dict)

    def register(
        self,
        name: str,
        *,
        order: int,
        collect: Collect,
        topics: Sequence[Topic] = (),
        is_last: bool = False,
    ) -> None:
        """Add a section, which nobody gets who wants no mail about any of its `topics`.

        `is_last` collects it after the others, wherever it stands in the mail, so that it can
        leave out what they told. Raises ValueError for a name that is taken.
        """
        if name in self._entries:
            raise ValueError(f"a digest section called {name} exists")
        self._entries[name] = Entry(order, collect, topics, is_last)

    def collect(
        self, readers: Sequence[Reader], now: datetime, *, is_mail: bool = True
    ) -> dict[int, list[Section]]:
        """Return each reader's sections in order; a reader with nothing to read is left out.

        What somebody wants no mail about is left out of a mail, and of nothing else.
        """
        chosen = _with_choices(readers) if is_mail else readers
        told = {reader.user.pk: reader.told for reader in chosen}
        found: dict[int, list[tuple[int, Section]]] = {}
        for entry in sorted(self._entries.values(), key=lambda each: (each.is_last, each.order)):
            for user_id, section in entry.collect(entry.readers(chosen), now).items():
                found.setdefault(user_id, []).append((entry.order, section))
                told[user_id] |= {
                    (topic, page_of(line.url)) for topic in entry.topics for line in section.lines
                }
        return {pk: in_order(sections) for pk, sections in found.items()}


def page_of(url: str) -> str:
    """Return the page that `url`, a path of this site, leads to, without the place on it."""
    return url.partition("#")[0]


def in_order(sections: list[tuple[int, Section]]) -> list[Section]:
    """Return the sections by their place in the mail."""
    return [section for _, section in sorted(sections, key=lambda pair: pair[0])]


def _with_choices(readers: Sequence[Reader]) -> list[Reader]:
    preferences = NotificationPreference.objects.of_many([reader.user.pk for reader in readers])
    return [
        replace(reader, told=set(), choices=preferences[reader.user.pk].choices)
        for reader in readers
    ]


sections = SectionRegistry()
register_section = sections.register
