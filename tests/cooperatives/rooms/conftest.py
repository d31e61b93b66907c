"""The books in April 2026, over HTTP."""

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils import timezone

BOOKS = "/c/roue-libre/books/"
YEAR_2025 = "?first=2025-01-01&last=2025-12-31"


@pytest.fixture(autouse=True)
def _in_april(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, 2, 12, tzinfo=UTC))


def table(client, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(path).text)))


def an_entry(*lines: tuple[str, str, str], **changes) -> dict[str, str]:
    """What a browser sends for an entry by hand."""
    sent = {
        "key": str(uuid4()),
        "journal": "AC",
        "posted_on": "2026-03-01",
        "label": "Loyer de mars",
        "piece_ref": "F-77",
        "piece_on": "2026-02-27",
        "line-TOTAL_FORMS": str(len(lines)),
        "line-INITIAL_FORMS": "0",
        **changes,
    }
    for index, (account, debit, credit) in enumerate(lines):
        sent |= {
            f"line-{index}-account": account,
            f"line-{index}-debit": debit,
            f"line-{index}-credit": credit,
        }
    return sent


RENT = (("6132", "1 000,00", ""), ("44566", "200.00", ""), ("401", "", "1200"), ("", "", ""))
