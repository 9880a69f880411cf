"""The site's settings, less what costs time here and shows nothing about faults."""

from marketplace.settings import *  # noqa: F403
from marketplace.settings import ACCOUNT_RATE_LIMITS as SITE_LIMITS
from marketplace.settings import STORAGES as SITE_STORAGES

# Withdrawals ask for the password: hundreds of slow hashes would be all that the site does.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = SITE_STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# Somebody who sends the same form again until it is answered types the password that often.
ACCOUNT_RATE_LIMITS = SITE_LIMITS | {"reauthenticate": "1000/m/user"}
