"""The questions whether the posts are still up, and what was answered."""

from dataclasses import dataclass

from ads.forms.afterwards import LiveCheckForm
from ads.models import LiveCheck
from ads.room.reader import Reader
from ads.workflow import State


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One question; `form` is there for who answers it now."""

    check: LiveCheck
    form: LiveCheckForm | None


@dataclass(frozen=True, slots=True)
class LiveBox:
    """All questions of an ad."""

    rows: tuple[LiveRow, ...]

    @property
    def is_asked(self) -> bool:
        """Whether the reader has one to answer."""
        return any(row.form for row in self.rows)


def live_box(reader: Reader) -> LiveBox | None:
    """Return the questions of a completed ad, none and no query before."""
    if reader.state is not State.COMPLETED or reader.ad.is_history:
        return None
    checks = LiveCheck.objects.filter(ad=reader.ad)
    rows = tuple(LiveRow(check, _form(reader, check)) for check in checks)
    return LiveBox(rows) if rows else None


def _form(reader: Reader, check: LiveCheck) -> LiveCheckForm | None:
    is_asked = check.answered_at is None and check.due_at <= reader.now
    if reader.is_sponsor or not is_asked:
        return None
    return LiveCheckForm(auto_id=f"id_day{check.day}_%s")
