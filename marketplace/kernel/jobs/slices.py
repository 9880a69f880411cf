"""Long work in slices.

django-q ends a job after 60 seconds, whatever it was doing. A scheduled job that may have more
to do than that begins nothing new once it has worked for `SLICE_SECONDS`, and then returns
`MORE_DUE`, or `MoreDue(count)` to have the count in the records. Its run then ends as "partial":
the period stays due and is woken again at once, and should that call be lost, by the next strike
of the clock, a minute later. The last slice returns anything else, which ends the period.

So such a job keeps in rows what it has done already. It may be cut off between any two of them,
and the next slice looks for itself at what is left.
"""

from dataclasses import dataclass

SLICE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class MoreDue:
    """What a scheduled job returns when it is not done yet; `done` is what it would have said."""

    done: object = None


MORE_DUE = MoreDue()
