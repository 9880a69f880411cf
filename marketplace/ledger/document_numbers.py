"""Numbers as they are printed on documents, read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self

from .models.documents import PREFIXES

PRINTED = re.compile(r"([A-Z])-([0-9]{4})-([0-9]{6,9})")
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Kind, year and number within both."""

    kind: str
    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the number that `text` writes as "F-2026-000001"; None if it writes none."""
        found = PRINTED.fullmatch(text)
        if found is None or found[1] not in KINDS:
            return None
        return cls(KINDS[found[1]], int(found[2]), int(found[3]))

    @property
    def fields(self) -> dict[str, Any]:
        """The columns that find the document."""
        return {"kind": self.kind, "year": self.year, "number": self.number}
