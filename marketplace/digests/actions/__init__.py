"""Sending digests. Every user is decided once per period, in the transaction of the mail."""

from marketplace.digests.actions.daily import daily_steps, send_daily
from marketplace.digests.actions.monthly import monthly_steps, send_monthly

__all__ = ["daily_steps", "monthly_steps", "send_daily", "send_monthly"]
