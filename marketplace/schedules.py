"""Everything that runs by the clock, in one table. `manage.py sync_schedules` carries it over.

Tasks are named by dotted paths; times are UTC. Each task decides for itself what is due.
"""

from marketplace.kernel.jobs.schedules import Schedule

SCHEDULES = [
    Schedule(name="heartbeat", task="marketplace.kernel.jobs.heartbeat.beat", minutes=1),
    Schedule(name="deadlines", task="ads.tasks.run_deadlines", minutes=1),
    Schedule(name="mails", task="marketplace.kernel.mail.tasks.send_due_mails", minutes=1),
    Schedule(name="holds", task="marketplace.ledger.tasks.clear_holds", minutes=10),
    # Every quarter, because each user reads the digest at a full hour of their own zone, and
    # zones differ by quarters of an hour.
    Schedule(name="daily digest", task="marketplace.digests.tasks.send_daily", cron="*/15 * * * *"),
    # Hourly, because the first of the month begins on the UTC day before in the east; the task
    # itself looks whose month has turned.
    Schedule(
        name="monthly report", task="marketplace.digests.tasks.send_monthly", cron="5 * * * *"
    ),
    Schedule(name="campaigns", task="campaigns.tasks.close_ended", cron="10 * * * *"),
    Schedule(name="ledger check", task="marketplace.ledger.tasks.check_ledger", cron="20 3 * * *"),
    Schedule(name="sign-ups", task="accounts.tasks.forget_signups", cron="30 3 * * *"),
    Schedule(name="purge", task="marketplace.kernel.tasks.purge_old_rows", cron="40 3 * * *"),
]
