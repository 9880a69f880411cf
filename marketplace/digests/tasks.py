"""Scheduled jobs: thin, safe to run twice, and taken in slices where there is much to do."""

import time
from collections.abc import Callable, Iterator

from marketplace.digests import actions
from marketplace.kernel import jobs

Clock = Callable[[], float]


def send_daily(clock: Clock = time.monotonic) -> int | jobs.MoreDue:
    """Queue the daily digests that are due now; return how many, and whether more are due."""
    return _slice(actions.daily_steps(), clock)


def send_monthly(clock: Clock = time.monotonic) -> int | jobs.MoreDue:
    """Queue the monthly reports that are due now; return how many, and whether more are due."""
    return _slice(actions.monthly_steps(), clock)


def _slice(steps: Iterator[int], clock: Clock) -> int | jobs.MoreDue:
    end, mails = clock() + jobs.SLICE_SECONDS, 0
    for made in steps:
        mails += made
        if clock() >= end:
            return jobs.MoreDue(mails)
    return mails
