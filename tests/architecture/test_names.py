"""Names say what is inside."""

import re

from tests.architecture.sources import APPS, ROOT, name, python_files

SAY_NOTHING = {"utils", "helpers", "common", "misc", "services"}
MADE_UP_BY_DJANGO = re.compile(r"_auto_|_and_more|_initial$|^\d{4}_(alter|add|remove)_\w+_\w+_\w+_")


def test_no_module_has_a_name_that_says_nothing():
    parts = {name(path): {*path.relative_to(ROOT).with_suffix("").parts} for path in python_files()}
    assert [path for path, words in parts.items() if words & SAY_NOTHING] == []


def test_migrations_are_named_by_what_they_do():
    found = [
        name(path)
        for app in APPS
        for path in (ROOT / app).rglob("migrations/[0-9]*.py")
        if MADE_UP_BY_DJANGO.search(path.stem)
    ]
    assert found == []
