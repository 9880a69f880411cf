"""Everything that runs by the clock, in one table. Each worker carries it over when it starts.

Tasks are named by dotted paths; times are UTC. Each task decides for itself what is due. The
heartbeat is not here: it shows that workers work, and is no work of its own.
"""

from marketplace.kernel.jobs.schedules import Schedule

SCHEDULES = [
    Schedule(
        name="deadlines",
        task="ads.tasks.run_deadlines",
        minutes=1,
        says="Carries out what happens to ads when a deadline passes.",
        counts="ad",
    ),
    Schedule(
        name="mails",
        task="marketplace.kernel.mail.tasks.sweep_outbox",
        minutes=1,
        says="Sends mails that are due and were not sent at once.",
        counts="mail",
    ),
    Schedule(
        name="holds",
        task="marketplace.ledger.tasks.clear_holds",
        minutes=10,
        says="Moves released money into wallets when its hold is over.",
        counts="hold",
    ),
    # Every quarter, because each user reads the digest at a full hour of their own zone, and
    # zones differ by quarters of an hour.
    Schedule(
        name="daily digest",
        task="marketplace.digests.tasks.send_daily",
        cron="*/15 * * * *",
        says="Writes the daily digest to everybody whose hour has come.",
        counts="mail",
    ),
    # As often and not only on the first, which begins on the day before in the east; the task
    # itself looks whose month has turned.
    Schedule(
        name="monthly report",
        task="marketplace.digests.tasks.send_monthly",
        cron="*/15 * * * *",
        says="Writes last month's report to sponsors whose month has turned.",
        counts="mail",
    ),
    Schedule(
        name="campaigns",
        task="campaigns.tasks.close_ended",
        cron="10 * * * *",
        says="Closes campaigns whose end date is over.",
        counts="campaign",
    ),
    Schedule(
        name="ledger check",
        task="marketplace.ledger.tasks.check_ledger",
        cron="20 3 * * *",
        says="Proves the laws of money, and writes to moderators if one is broken.",
        counts="violation",
    ),
    Schedule(
        name="sign-ups",
        task="accounts.tasks.forget_signups",
        cron="30 3 * * *",
        says="Forgets sign-ups that nobody confirmed.",
        counts="sign-up",
    ),
    Schedule(
        name="form keys",
        task="marketplace.ledger.tasks.forget_form_keys",
        cron="35 3 * * *",
        says="Forgets the keys of forms that were sent long ago.",
        counts="key",
    ),
    Schedule(
        name="purge",
        task="marketplace.kernel.tasks.purge_old_rows",
        cron="40 3 * * *",
        says="Deletes old records of jobs, and codes from old mails.",
    ),
    Schedule(
        name="exports",
        task="marketplace.exports.tasks.sweep_exports",
        minutes=1,
        says="Makes exports that somebody asked for and that were not made at once.",
    ),
    Schedule(
        name="old exports",
        task="marketplace.exports.tasks.purge_exports",
        cron="45 3 * * *",
        says="Deletes the files of exports whose time is over.",
        counts="file",
    ),
]
