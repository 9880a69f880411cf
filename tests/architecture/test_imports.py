"""Imports go only downwards: the contract in pyproject.toml."""

from tests.architecture.sources import ROOT
from tests.run import imports


def test_the_import_contract_is_kept():
    assert imports([]) == 0


def test_the_contract_names_every_app_there_is():
    contract = (ROOT / "pyproject.toml").read_text()
    apps = [path.parent.name for path in (ROOT / "marketplace").glob("*/apps.py")]
    assert [app for app in apps if f"marketplace.{app}" not in contract] == []
