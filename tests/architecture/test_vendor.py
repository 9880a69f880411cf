"""What others wrote comes with its licence, its version and its origin, and needs no other host."""

import hashlib
import re

from tests.architecture.sources import ROOT, name

VENDOR = ROOT / "static" / "vendor"
PACKAGES = sorted(path for path in VENDOR.iterdir() if path.is_dir())


def test_every_vendored_package_has_its_licence():
    assert [package.name for package in PACKAGES if not (package / "LICENSE").is_file()] == []


def test_every_vendored_file_is_listed_with_its_version_and_checksum():
    table = (VENDOR / "VERSIONS.md").read_text()
    unlisted = []
    for path in (path for package in PACKAGES for path in package.rglob("*") if path.is_file()):
        if path.name != "LICENSE":
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            row = rf"\| {path.parent.name} \| \d+\.\d+\.\d+ \|.*\| {path.name} \| `{digest}` \|"
            unlisted += [] if re.search(row, table) else [name(path)]
    assert unlisted == []


def test_style_sheets_and_scripts_load_nothing_from_other_hosts_and_no_missing_maps():
    pattern = re.compile(r"""(?:url\(|@import\s)\s*["']?https?:|sourceMappingURL=""")
    files = [path for kind in ("css", "js") for path in (ROOT / "static").rglob(f"*.{kind}")]
    assert [name(path) for path in files if pattern.search(path.read_text())] == []
