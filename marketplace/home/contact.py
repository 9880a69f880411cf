"""Where people reach the operators of this site."""

from email.utils import parseaddr

from django.conf import settings


def contact_address() -> str:
    """Return the bare address of `DEFAULT_FROM_EMAIL`: answers to the site's mails go there."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
