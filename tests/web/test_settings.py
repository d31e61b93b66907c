"""Production settings: nothing missing, nothing lax, and a sentence for what is not set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = {
    "DJANGO_SETTINGS_MODULE": "coopplatform.settings.production",
    "SECRET_KEY": "a-long-secret-made-for-this-test-only-" + "x1Y2z3" * 5,
    "ALLOWED_HOSTS": "coop.example",
    "DATABASE_URL": "postgresql://coop_app:secret@localhost/coop",
    "REDIS_URL": "redis://localhost:6379",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "coop@coop.example",
}


def manage(*words: str, **changes: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], **SERVER, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check_without_a_warning():
    answer = manage("check", "--deploy", "--fail-level", "WARNING")
    assert (answer.returncode, "no issues" in answer.stdout) == (0, True), answer.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_HOST"])
def test_what_is_missing_stops_the_start_and_is_named(name):
    answer = manage("check", **{name: ""})
    assert answer.returncode != 0
    assert f"Set {name} (or {name}_FILE) in the environment." in answer.stderr


def test_a_malformed_number_is_named():
    answer = manage("check", EMAIL_PORT="many")
    assert "EMAIL_PORT must be a whole number, not 'many'." in answer.stderr
