"""Settings come from the environment, are listed, and stand Django's own inspection."""

import os
import re
import subprocess
import sys

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


def test_a_production_site_without_a_secret_does_not_start():
    result = check_deploy(SECRET_KEY="")
    assert result.returncode == 1
    assert "Parley does not start: SECRET_KEY is not set" in result.stderr
