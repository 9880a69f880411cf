"""Scheduled jobs: thin, and safe to run twice."""

from datetime import datetime

from marketplace.digests import actions


def send_daily(at: str | None = None) -> int:
    """Queue the daily digests that are due now, or at the moment `at` (ISO 8601 with zone)."""
    return actions.send_daily(now=datetime.fromisoformat(at) if at else None)


def send_monthly(at: str | None = None) -> int:
    """Queue the monthly reports that are due now, or at the moment `at` (ISO 8601 with zone)."""
    return actions.send_monthly(now=datetime.fromisoformat(at) if at else None)
