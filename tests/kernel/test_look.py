"""The look keeps its promises: contrast on both themes, a strict content policy, vendored files."""

import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
TOKENS = (BASE / "static/css/tokens.css").read_text(encoding="utf-8")
SHEETS = sorted((BASE / "static/css").glob("*.css"))
PAGES = [
    path for path in sorted((BASE / "templates").rglob("*.html")) if path.parent.name != "emails"
]


def colours(text: str) -> dict[str, str]:
    """Return the hex colours a block of CSS gives names to."""
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))


LIGHT = colours(TOKENS.split("@media (prefers-color-scheme: dark)")[0])
DARK = LIGHT | colours(TOKENS.split("@media (prefers-color-scheme: dark)")[1])


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, "relative luminance")."""
    channels = [int(colour[i:j], 16) / 255 for i, j in pairwise((1, 3, 5, 7))]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *[(ink, ground) for ink in ("ink", "soft") for ground in ("paper", "panel", "wash")],
    *[(tone, f"{tone}-wash") for tone in ("pine", "gold", "rust", "sky", "plum", "grey")],
    *[(tone, ground) for tone in ("pine", "gold", "rust", "sky") for ground in ("paper", "panel")],
    *[("ink", f"{tone}-wash") for tone in ("pine", "gold", "rust", "sky")],
    *[
        ("pine-ink", "pine"),
        ("pine-ink", "pine-deep"),
        ("rust-ink", "rust"),
        ("rust-ink", "rust-deep"),
    ],
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_has_the_contrast_that_aa_asks_for(theme, ink, ground):
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
@pytest.mark.parametrize("edge", ["edge", "pine", "rust"])
def test_the_edge_of_a_field_can_be_seen(theme, edge, ground):
    assert contrast(theme[edge], theme[ground]) >= 3


def test_both_themes_name_every_ink_and_ground():
    dark = colours(TOKENS.split("@media (prefers-color-scheme: dark)")[1])
    assert set(LIGHT) == set(dark)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(BASE / "templates")))
def test_a_page_keeps_the_content_policy(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text) == []
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [tag for tag in scripts if "src=" not in tag and "application/json" not in tag] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"@import|url\(\"?(?:https?:)?//", text) == []
    assert len(text.splitlines()) < 300


def test_vendored_files_are_the_ones_written_down():
    versions = (BASE / "static/vendor/VERSIONS.md").read_text(encoding="utf-8")
    row = r"^\| ([\w-]+) \|.*\| ([\w.-]+) \| `([0-9a-f]{64})` \|$"
    written = {
        f"{folder}/{name}": digest
        for folder, name, digest in re.findall(row, versions, re.MULTILINE)
    }
    there = {
        str(path.relative_to(BASE / "static/vendor")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (BASE / "static/vendor").rglob("*")
        if path.is_file() and path.name not in ("LICENSE", "VERSIONS.md")
    }
    assert written == there
    assert all(
        (BASE / "static/vendor" / name).parent.joinpath("LICENSE").is_file() for name in there
    )
