"""Settings: one file, read from the environment. README.md, "Configuration", lists every name.

With DEBUG and DEMO off, an unsafe or missing setting stops the start with one line.
"""

import sys
from pathlib import Path
from urllib.parse import quote

import environ

from marketplace.kernel.breaker import Breaker
from marketplace.kernel.env import (
    UnsafeSetting,
    embedded_redis_socket,
    redis_url_for,
    require_production_safe,
)

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.smart_cast = False
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- Which kind of site this is ---------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
IS_PRODUCTION = not DEBUG and not DEMO

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()

SITE_NAME = env.str("SITE_NAME", default="Parley")
SITE_URL = env.str("SITE_URL", default="" if IS_PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
)
SITE_IS_HTTPS = SITE_URL.startswith("https://")

try:
    if IS_PRODUCTION:
        require_production_safe(
            {
                "SECRET_KEY": SECRET_KEY,
                "ALLOWED_HOSTS": ALLOWED_HOSTS,
                "SITE_URL": SITE_URL,
                "EMAIL_URL": env.str("EMAIL_URL", default=""),
                "DEFAULT_FROM_EMAIL": env.str("DEFAULT_FROM_EMAIL", default=""),
                "PAYMENT_PROVIDER": env.str("PAYMENT_PROVIDER", default=""),
            },
            site_is_https=SITE_IS_HTTPS,
        )
    elif not SECRET_KEY:
        raise UnsafeSetting("SECRET_KEY is not set; `make run` makes one and keeps it in var/")
except UnsafeSetting as error:
    sys.exit(f"{SITE_NAME} does not start: {error}.")

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "marketplace.moderation.console.ConsoleConfig",  # django.contrib.admin on our own site
    "marketplace.moderation",
    "marketplace.digests",
    "marketplace.exports",
    "marketplace.home",
    "marketplace.seeding",
    "ads",
    "campaigns",
    "accounts",
    "marketplace.ledger",
    "marketplace.messaging",
    "marketplace.notifications",
    "marketplace.kernel",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_q",
    "payments",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "marketplace.home.middleware.BodilessHeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "marketplace.home.middleware.KeptMessagesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "marketplace.home.middleware.PrivatePagesMiddleware",
    "accounts.middleware.UserTimeZoneMiddleware",
    "marketplace.moderation.middleware.StaffMfaMiddleware",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.kernel.context.chrome",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Database ---------------------------------------------------------------------------------

# Quoted, because a folder's name may hold what means something in an address.
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{quote(str(VAR_DIR / 'db.sqlite3'))}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE takes the write lock when a transaction begins, so that two writers wait for
        # each other instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Recursive triggers: or else REPLACE deletes rows without asking those that refuse it.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: queue, limits, page cache, in databases of their own ------------------------------

REDIS_URL = env.str("REDIS_URL", default=f"unix://{quote(str(embedded_redis_socket(VAR_DIR)))}")
QUEUE_REDIS_URL = redis_url_for(REDIS_URL, 0)


def _cache(
    backend: str, number: int, *, patience: float, ignore_exceptions: bool
) -> dict[str, object]:
    return {
        "BACKEND": backend,
        "LOCATION": redis_url_for(REDIS_URL, number),
        "KEY_PREFIX": "parley",
        "OPTIONS": {
            "CLIENT_CLASS": "django_redis.client.DefaultClient",
            # Seconds that a request waits for a Redis that hangs. Once: then the breaker opens.
            "SOCKET_CONNECT_TIMEOUT": patience,
            "SOCKET_TIMEOUT": patience,
            "CONNECTION_POOL_KWARGS": {"retry": Breaker()},
            "IGNORE_EXCEPTIONS": ignore_exceptions,
        },
    }


CACHES = {
    # Rate limits: without Redis each process counts for itself.
    "default": _cache(
        "marketplace.kernel.limits.LimitCache", 1, patience=1, ignore_exceptions=False
    ),
    # Fragments and figures: a missing Redis only makes pages slower.
    "pages": _cache("django_redis.cache.RedisCache", 2, patience=0.2, ignore_exceptions=True),
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

Q_CLUSTER = {
    "name": "parley",
    "redis": QUEUE_REDIS_URL,
    "workers": 2,
    "timeout": 60,
    "retry": 90,
    "max_attempts": 1,
    "catch_up": False,
    "queue_limit": 2,
    "save_limit": 50,
    "label": "Worker",
    "poll": 0.5,
    "has_replica": False,
}
# What runs by the clock; named here as ROOT_URLCONF is, because the kernel imports no roof.
SCHEDULES = "marketplace.schedules.SCHEDULES"

# --- Accounts ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.ProfileBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:dashboard"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website_url"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home:landing"
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
MFA_TOTP_ISSUER = SITE_NAME
USERSESSIONS_TRACK_ACTIVITY = False
# How many proxies stand in front: without it all visitors would share one rate limit.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
TERMS_VERSION = "2026-11"

# --- Money and the ad's clock -----------------------------------------------------------------

CURRENCY = env.str("CURRENCY", default="USD").upper()
FEE_BPS = env.int("FEE_BPS", default=1000)  # basis points of the price: 1000 is 10 %
if not 0 <= FEE_BPS < 10_000:
    sys.exit(f"{SITE_NAME} does not start: FEE_BPS is not between 0 and 9999.")
MIN_PAYOUT_MINOR = env.int("MIN_PAYOUT_MINOR", default=2000)
# New payout details get no money for so long, time for their owner to object.
PAYOUT_METHOD_HOLD_HOURS = env.int("PAYOUT_METHOD_HOLD_HOURS", default=24)
if PAYOUT_METHOD_HOLD_HOURS < 0:
    sys.exit(f"{SITE_NAME} does not start: PAYOUT_METHOD_HOLD_HOURS is negative.")

# Who runs the site, as its invoices name them.
OPERATOR_NAME = env.str("OPERATOR_NAME", default=SITE_NAME)
OPERATOR_ADDRESS = env.str("OPERATOR_ADDRESS", default="")
OPERATOR_COUNTRY = env.str("OPERATOR_COUNTRY", default="").upper()
OPERATOR_TAX_NUMBER = env.str("OPERATOR_TAX_NUMBER", default="")
# The account that payouts are paid from, for the bank's file; needed where CURRENCY is EUR.
OPERATOR_IBAN = env.str("OPERATOR_IBAN", default="")
OPERATOR_BIC = env.str("OPERATOR_BIC", default="")
# Tax contained in the fee, in basis points: 1900 is 19 %.
FEE_TAX_BPS = env.int("FEE_TAX_BPS", default=0)
if not 0 <= FEE_TAX_BPS <= 10_000:
    sys.exit(f"{SITE_NAME} does not start: FEE_TAX_BPS is not between 0 and 10000.")

OFFER_DAYS = env.int("OFFER_DAYS", default=7)
FUNDING_DAYS = env.int("FUNDING_DAYS", default=3)
REVIEW_DAYS = env.int("REVIEW_DAYS", default=5)
CHANGES_DAYS = env.int("CHANGES_DAYS", default=5)
LIVE_CHECK_DAYS = env.int("LIVE_CHECK_DAYS", default=3)
LIVE_REPAIR_HOURS = env.int("LIVE_REPAIR_HOURS", default=48)
OVERDUE_CANCEL_HOURS = env.int("OVERDUE_CANCEL_HOURS", default=24)
HOLD_DAYS = env.int("HOLD_DAYS", default=3)
RATING_DAYS = env.int("RATING_DAYS", default=14)
PROPOSAL_HOURS = env.int("PROPOSAL_HOURS", default=72)
DISPUTE_DAYS = env.int("DISPUTE_DAYS", default=7)
PRODUCT_TRANSIT_DAYS = env.int("PRODUCT_TRANSIT_DAYS", default=7)
# Hours before silence counts as approval, when the sponsor is reminded.
REVIEW_REMINDER_HOURS = (48, 24)
# Days after posting on which the influencer is asked whether the post is still up.
LIVE_REMINDER_DAYS = (7, 30)

PAYMENT_HOST = SITE_URL.partition("://")[2]
PAYMENT_USES_SSL = SITE_IS_HTTPS
PAYMENT_MODEL = "ledger.Deposit"
# The library's dummy provider confirms a payment on a plain GET: never outside DEBUG and DEMO.
PAYMENT_PROVIDER = env.str("PAYMENT_PROVIDER", default="dummy")
PAYMENT_VARIANTS = {
    "dummy": ("marketplace.ledger.providers.demo.DemoProvider", {}),
    "stripe": (
        "marketplace.ledger.providers.checkout.StripeProvider",
        {
            "api_key": env.str("STRIPE_API_KEY", default=""),
            "endpoint_secret": env.str("STRIPE_ENDPOINT_SECRET", default=""),
            "use_token": True,
            "secure_endpoint": True,
        },
    ),
}
if PAYMENT_PROVIDER not in PAYMENT_VARIANTS:
    sys.exit(f"{SITE_NAME} does not start: PAYMENT_PROVIDER is not one of dummy, stripe.")
if PAYMENT_PROVIDER == "stripe":
    for name in ("STRIPE_API_KEY", "STRIPE_ENDPOINT_SECRET"):
        if not env.str(name, default=""):
            sys.exit(f"{SITE_NAME} does not start: {name} is not set; stripe needs it.")
if IS_PRODUCTION and PAYMENT_PROVIDER == "dummy":
    sys.exit(f"{SITE_NAME} does not start: PAYMENT_PROVIDER=dummy moves no real money.")
PAYMENT_VARIANTS = {PAYMENT_PROVIDER: PAYMENT_VARIANTS[PAYMENT_PROVIDER]}
# Deposits somebody may start; allauth counts them as it counts its own limits.
ACCOUNT_RATE_LIMITS = {"deposit": "20/h/user"}

# --- Mail -------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
# A server far away lets each mail wait for its answers; several connections wait together.
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", default=1)
if not 1 <= MAIL_CONNECTIONS <= 20:
    sys.exit(f"{SITE_NAME} does not start: MAIL_CONNECTIONS is not between 1 and 20.")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # The files of contracts, and exports: no address leads there, views serve them to their people.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
# How big one file of a contract may be. All that one form sends may be five times that.
MAX_ATTACHMENT_BYTES = env.int("MAX_ATTACHMENT_MB", default=10) * 1_000_000
if not 1_000_000 <= MAX_ATTACHMENT_BYTES <= 100_000_000:
    sys.exit(f"{SITE_NAME} does not start: MAX_ATTACHMENT_MB is not between 1 and 100.")
MAX_REQUEST_BYTES = 5 * MAX_ATTACHMENT_BYTES + 1_000_000
# How long an export can be downloaded before its file is deleted.
EXPORT_DAYS = env.int("EXPORT_DAYS", default=7)
if EXPORT_DAYS < 1:
    sys.exit(f"{SITE_NAME} does not start: EXPORT_DAYS is less than 1.")
FILE_UPLOAD_HANDLERS = [
    "marketplace.kernel.upload_limits.RequestLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Twenty deliverables, as many as an ad has, with five files each.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Language and time: stored in UTC, shown in the reader's zone -----------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "marketplace.formats"

# --- Security ---------------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
CSRF_FAILURE_VIEW = "marketplace.home.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# Browsers hold a form to this list also where it ends after redirects: on the provider's page.
PAYMENT_PAGES = {"stripe": ["https://checkout.stripe.com"]}.get(PAYMENT_PROVIDER, [])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *PAYMENT_PAGES],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# --- Logging and errors -----------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"briefly": {"()": "marketplace.kernel.breaker.Briefly"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # A Redis that does not answer is one line of the breaker's, not a stack for every key.
        "django_redis.cache": {"filters": ["briefly"]},
    },
}

SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=False)

TEST_RUNNER = "django.test.runner.DiscoverRunner"
