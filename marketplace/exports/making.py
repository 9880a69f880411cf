"""From a job's cursor to the next bytes of its file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from marketplace.exports.kinds import sources_of
from marketplace.exports.models import ExportJob
from marketplace.exports.packing import Packing, Plain, Zip
from marketplace.exports.scope import Scope
from marketplace.exports.tables import Source, Tally
from marketplace.kernel.spreadsheets import BOM, csv_bytes

README = "README.txt"


@dataclass(slots=True)
class Cursor:
    """How far a file is: which table, after which key, and what its next batch has to know."""

    table: int = 0
    is_begun: bool = False
    after: int = 0
    memo: Any = None
    packing: Any = None


@dataclass(frozen=True, slots=True)
class Step:
    """The next bytes of a file, and how many rows are in them."""

    data: bytes
    rows: int
    is_last: bool


def plan_of(job: ExportJob) -> list[list[Any]]:
    """Count what there is to write: name, highest key and number of rows of each table."""
    scope, plan = Scope.of(job), []
    for source in sources_of(job.kind, job.user):
        tally = source.tally(scope)
        plan.append([source.name, tally.upper, tally.count])
    return plan


def rows_in(plan: Sequence[Sequence[Any]]) -> int:
    """Return how many rows a plan has in all."""
    return sum(count for _, _, count in plan)


def is_still_right(plan: Sequence[Sequence[Any]] | None, job: ExportJob) -> bool:
    """Whether there is a plan, and of the tables there are: a new version may have others."""
    names = [source.name for source in sources_of(job.kind, job.user)]
    return plan is not None and [name for name, _, _ in plan] == names


class Maker:
    """Makes the file of one export, step by step, from wherever its cursor stands."""

    def __init__(self, job: ExportJob, *, cursor: Mapping[str, Any]) -> None:
        self._scope = Scope.of(job)
        self._sources: list[Source] = sources_of(job.kind, job.user)
        self._tallies = [Tally(upper, count) for _, upper, count in job.plan or ()]
        self._cursor = Cursor(**cursor)
        self._made_at = job.created_at.astimezone(self._scope.zone)
        self._packing: Packing
        if job.kind == ExportJob.Kind.PERSONAL_DATA:
            self._packing = Zip(self._made_at, self._cursor.packing)
        else:
            self._packing = Plain()

    @property
    def cursor(self) -> dict[str, Any]:
        """Where the file stands now, as JSON can hold it."""
        self._cursor.packing = self._packing.state
        return asdict(self._cursor)

    @property
    def is_done(self) -> bool:
        """Whether every table is written."""
        return self._cursor.table >= len(self._sources)

    def step(self) -> Step:
        """Return the next batch with whatever stands before and after it."""
        cursor, source = self._cursor, self._sources[self._cursor.table]
        data = [] if cursor.is_begun else self._begin(source)
        batch = source.read(
            self._scope,
            after=cursor.after,
            upper=self._tallies[cursor.table].upper,
            memo=cursor.memo,
        )
        if batch.rows:
            data.append(self._packing.write(csv_bytes(batch.rows, zone=self._scope.zone)))
        cursor.after, cursor.memo = batch.after, batch.memo
        if batch.is_last:
            data.append(self._packing.end())
            self._cursor = Cursor(table=cursor.table + 1)
            if self.is_done:
                data.append(self._packing.close())
        return Step(b"".join(data), len(batch.rows), self.is_done)

    def _begin(self, source: Source) -> list[bytes]:
        """Return what stands before the first row; of the first table, also what is in the file."""
        cursor, packing = self._cursor, self._packing
        data = [self._readme()] if isinstance(packing, Zip) and cursor.table == 0 else []
        data.append(packing.begin(f"{source.name}.csv"))
        headings = csv_bytes([source.headings], zone=self._scope.zone)
        data.append(packing.write(BOM.encode() + headings))
        cursor.is_begun, cursor.memo = True, source.opening(self._scope)
        return data

    def _readme(self) -> bytes:
        """Return the member that says what the others are."""
        context = {
            "site_name": settings.SITE_NAME,
            "person": self._scope.user,
            "made_at": self._made_at,
            "zone": self._scope.zone,
            "tables": list(zip(self._sources, self._tallies, strict=True)),
        }
        words = render_to_string("exports/readme.txt", context).strip().replace("\n", "\r\n")
        parts = (self._packing.begin(README), self._packing.write(f"{words}\r\n".encode()))
        return b"".join((*parts, self._packing.end()))
