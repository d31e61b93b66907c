"""The OpenAPI file in the repository is the API's."""

from pathlib import Path

from django.core.management import call_command
from django.test import Client

FILE = Path(__file__).resolve().parents[3] / "openapi.yaml"


def test_the_file_in_the_repository_is_up_to_date(tmp_path):
    """If not: `make openapi`, and read the difference."""
    fresh = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True, lang="en")
    assert fresh.read_text() == FILE.read_text()


def test_the_schema_is_public(db):
    assert Client().get("/api/v1/schema/").status_code == 200
