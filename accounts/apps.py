"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, their profiles and their figures."""

    name = "accounts"
    label = "accounts"
    verbose_name = "People"  # in the console, beside allauth's "Accounts"

    def ready(self) -> None:
        """Announce the mails, and listen to sign-ins and to changes of the categories."""
        from allauth.account.signals import email_confirmed
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_delete, post_save

        from accounts import balances, catalogue, mails, receivers, registries
        from accounts.models import Category

        mails.register()
        registries.register_deletion_blocker(balances.unsettled_balances)
        registries.register_deletion_blocker(balances.payable_deposits)
        registries.register_signal_kind("contact", "Contact or payment outside the platform")
        email_confirmed.connect(receivers.on_email_confirmed, dispatch_uid="accounts.confirmed")
        user_logged_in.connect(receivers.on_login, dispatch_uid="accounts.login")
        for signal in (post_save, post_delete):
            signal.connect(
                catalogue.forget_categories, sender=Category, dispatch_uid="accounts.categories"
            )
