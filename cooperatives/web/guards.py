"""`@allow(can_adopt_plan)`: whom a view is for, asked at the edge before the view runs."""

from collections.abc import Callable
from typing import Any, TypeVar

import rules

from cooperatives.permissions import is_anyone

View = TypeVar("View", bound=Callable[..., Any])


def allow(predicate: rules.Predicate) -> Callable[[View], View]:
    """Whoever fails the predicate gets 404, like for a co-op that does not exist; nobody yet, the login."""

    def mark(view: View) -> View:
        view.allowed = predicate  # type: ignore[attr-defined]
        return view

    return mark


open_to_anyone = allow(is_anyone)
