"""Who the signed-in user is, with the profile every page's header shows."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class ProfileBackend(AuthenticationBackend):
    """allauth's backend, loading user and profile in one query instead of two."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session; None for one that must not be signed in."""
        users = User.objects.select_related("sponsor_profile", "influencer_profile")
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
