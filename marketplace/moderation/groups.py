"""What moderators may do: one table in code, carried over to a group after each migration."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

GROUP = "Moderators"

# Moderators read every table of these apps that the console shows.
READABLE_APPS = ("accounts", "ads", "campaigns", "exports", "kernel", "ledger")

# What they change, through forms and actions of the console. Transfers, contracts, messages and
# histories are not here: nobody edits those. Nothing is deleted either.
CHANGES = (
    "accounts.add_category",
    "accounts.change_category",
    "accounts.change_signal",  # to review it; the evidence stays as it is
    "accounts.change_user",
    "accounts.change_sponsorprofile",
    "accounts.change_influencerprofile",
    "ads.change_dispute",  # to open, answer, withdraw and settle one; nobody edits its rows
    "ads.change_rating",  # to release a held one or keep it hidden; nobody edits its words
    "campaigns.change_campaign",
    "kernel.change_scheduledjob",  # to ask for a run; what runs did stays as it is
    "kernel.change_outboxmail",  # to send again; the rows themselves stay as they are
    "ads.change_ad",  # to reverse what it paid; nobody edits its terms
    "ledger.change_account",  # to record that fees were collected; counters move by transfers
    "ledger.change_deposit",  # to record what a bank took back or gave back
    "ledger.change_hold",
    "ledger.change_payout",
    "ledger.add_payoutbatch",  # to gather payouts for the bank
    "ledger.change_payoutbatch",  # to fetch its files, with account numbers, and say it is paid
)


def sync_moderators(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Make the permissions of the moderators' group equal to the table; create the group.

    Runs after `migrate`. Permissions are themselves created then, app by app, so those of the
    apps named here are created first.
    """
    from django.contrib.auth.models import Group, Permission

    for label in READABLE_APPS:
        create_permissions(installed.get_app_config(label), verbosity=0, using=using)
    wanted = Permission.objects.using(using).filter(content_type__app_label__in=READABLE_APPS)
    rows = wanted.values_list("pk", "content_type__app_label", "codename")
    chosen = [
        pk
        for pk, label, codename in rows
        if codename.startswith("view_") or f"{label}.{codename}" in CHANGES
    ]
    group, _ = Group.objects.using(using).get_or_create(name=GROUP)
    group.permissions.set(chosen)
