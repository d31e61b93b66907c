"""What `make` says on a machine that lacks something."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.embedded.conftest import CHECKOUT

pytestmark = pytest.mark.embedded

TOOLS = ("bash", "cat", "env", "expand", "find", "grep", "make", "sed", "true")


def test_without_chromium_the_browser_tests_are_named_as_not_run(tmp_path: Path) -> None:
    for tool in TOOLS:
        (tmp_path / tool).symlink_to(shutil.which(tool) or pytest.fail(f"no {tool} here"))
    words = ["make", "--no-print-directory", "--assume-old=env-dev", "--assume-old=assets", "pytest-browser"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "MAKE"))}
    done = subprocess.run(
        words,
        cwd=CHECKOUT,
        env=environment | {"PATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    said = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert "Not run, because there is no Chromium (Debian: apt-get install chromium):" in said
    assert any(line.startswith("tests/story/test_four_people.py::") for line in said)
