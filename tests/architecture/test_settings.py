"""Settings come from the environment, are listed, and stand Django's own inspection."""

import os
import re
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT, python_files

READ = re.compile(r"""env(?:\.[a-z_]+)?\(\s*"([A-Z_]+)"|os\.environ\.get\("([A-Z_]+)\"""")
PRODUCTION = {
    "DEBUG": "off",
    "DEMO": "off",
    "SECRET_KEY": "4a9f-Zq7-m2Lx-81kd-PPo0-93hf-vNw2-77ab-QeRt-5c1d-Yu8i",
    "SITE_URL": "https://market.example.com",
    "ALLOWED_HOSTS": "market.example.com",
    "DEFAULT_FROM_EMAIL": "Parley <no-reply@market.example.com>",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
    "PAYMENT_PROVIDER": "stripe",
    "STRIPE_API_KEY": "sk_live_example",
    "STRIPE_ENDPOINT_SECRET": "whsec_example",
}


def check_deploy(**changes: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VAR_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=kept | PRODUCTION | changes, capture_output=True, text=True,
    )  # fmt: skip


def test_every_name_that_is_read_is_in_the_example_and_the_other_way_round():
    sources = [ROOT / "marketplace" / "settings.py", *python_files("marketplace/runner")]
    read = {first or second for path in sources for first, second in READ.findall(path.read_text())}
    example = (ROOT / ".env.example").read_text()
    assert read == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))


def test_a_production_site_passes_djangos_own_inspection():
    result = check_deploy()
    assert (result.returncode, result.stderr) == (0, "")


def test_browsers_may_follow_a_deposit_to_the_payment_page_and_nowhere_else():
    asked = "from django.conf import settings as s;"
    asked += "print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    result = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "marketplace.settings"},
    )  # fmt: skip
    assert result.stdout.strip() == "[\"'self'\", 'https://checkout.stripe.com']"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set; production needs it (see .env.example)."),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter than 50 characters."),
        ("SITE_URL", "", "SITE_URL is not set; production needs it (see .env.example)."),
        ("SITE_URL", "http://market.example.com", "SITE_URL does not start with https://."),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS contains '*'; name the site's hosts."),
        ("EMAIL_URL", "", "EMAIL_URL is not set; production needs it (see .env.example)."),
        ("PAYMENT_PROVIDER", "dummy", "PAYMENT_PROVIDER=dummy moves no real money."),
        ("PAYMENT_PROVIDER", "cash", "PAYMENT_PROVIDER is not one of dummy, stripe."),
        ("STRIPE_API_KEY", "", "STRIPE_API_KEY is not set; stripe needs it."),
        ("STRIPE_ENDPOINT_SECRET", "", "STRIPE_ENDPOINT_SECRET is not set; stripe needs it."),
        ("FEE_BPS", "10000", "FEE_BPS is not between 0 and 9999."),
        ("MAIL_CONNECTIONS", "0", "MAIL_CONNECTIONS is not between 1 and 20."),
    ],
)
def test_an_unsafe_or_missing_setting_stops_the_start_with_one_line(name, value, line):
    result = check_deploy(**{name: value})
    assert (result.returncode, result.stderr) == (1, f"Parley does not start: {line}\n")


def test_the_payment_provider_for_real_money_is_installed():
    asked = "import django; django.setup();"
    asked += "from payments.core import provider_factory; print(provider_factory('stripe'))"
    result = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "marketplace.settings"},
    )  # fmt: skip
    assert result.stdout.startswith("<marketplace.ledger.providers.checkout.StripeProvider")
