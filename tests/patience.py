"""Waiting for what comes by itself, and giving up."""

import time
from collections.abc import Callable
from typing import Any

from coopplatform.journal.reading import here, is_anything_pending

PATIENCE_SECONDS = 60


def eventually(question: Callable[[], bool]) -> bool:
    """Ask until yes, for a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return answer


def settled(cast: Any) -> None:
    """Wait until no open transaction, a neighbouring test's in the same cluster either, holds the journal back."""
    with cast.inside():
        assert eventually(lambda: not is_anything_pending(here()))
