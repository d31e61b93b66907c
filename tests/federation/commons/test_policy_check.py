"""`manage.py policy_check` accepts and refuses with the reason, where there is no database at all."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

OWN = """
kind = "pricing"
slug = "a"
title = "A"
version = "1.0.0"
[[body.rules]]
name = "A"
price = {{ kind = "own", text = "{text}" }}
"""
POLICIES = Path(settings.ROOT) / "data" / "policies"


def told(*files: Path, **options) -> tuple[str, str]:
    out, trouble = io.StringIO(), ""
    try:
        call_command("policy_check", *[str(file) for file in files], stdout=out, **options)
    except CommandError as refused:
        trouble = str(refused)
    return out.getvalue(), trouble


def test_what_is_good_is_accepted_with_its_fingerprint():
    said, trouble = told(POLICIES / "cargo-prices.toml", POLICIES / "invitation.toml")
    assert trouble == ""
    assert said.count(": accepted ") == 2
    assert "Golden test “35 kg over 500 m” comes out." in said
    assert "The slowest of 144 trials took" in said


def test_it_runs_with_no_server():
    """A process of its own, with the address of a database that nobody answers at."""
    answer = subprocess.run(
        [sys.executable, "manage.py", "policy_check", "--json", str(POLICIES / "invitation.toml")],
        cwd=settings.ROOT,
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["accepted"] is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind = ", "This cannot be read"),
        ("{", "This cannot be read"),
        ("[1]", "no field called 1"),
        ('{"kind": "pricing"}', "“slug” is missing"),
        ('kind = "tarot"\nslug = "a"\ntitle = "A"\nversion = "1.0.0"\n[body]\nx = 1\n', "no kind of policy"),
        (
            OWN.format(text="sqrt(distance)"),
            "There is no function “sqrt” in the price language.",
        ),
        (
            OWN.format(text="[1,2].map(a, [1,2].map(b, a))"),
            "there are no lists and no loops",
        ),
    ],
)
def test_what_is_not_is_refused_with_the_reason(tmp_path, text, words):
    file = tmp_path / "policy.toml"
    file.write_text(text)
    said, trouble = told(file)
    assert words in said
    assert ": refused" in said
    assert trouble == "1 of 1 refused: see why above."
    as_json, _trouble = told(file, as_json=True)
    assert json.loads(as_json)["accepted"] is False


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert "cannot be read" in told(tmp_path / "none.toml")[1]
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    assert "cannot be read" in told(tmp_path / "bytes.toml")[1]
