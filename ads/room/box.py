"""The box at the top of the contract room."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, what for, until when, and what then happens."""

    whose: str  # "you", "them", "done" or "stopped"
    title: str
    then: str = ""
    deadline_at: datetime | None = None
    label: str = ""
