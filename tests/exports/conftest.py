from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def work_dir(settings: Settings, tmp_path: Path) -> Path:
    """Keep the work files of this test in a folder of its own and return it."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "exports"
