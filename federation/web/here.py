"""Whose address a page stands at: a member co-op's or the federation's; at the other one there is no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404

View = TypeVar("View", bound=Callable[..., Any])


def of_a_cooperative(view: View) -> View:
    """404 in the federation's own address."""
    return _only_in(view, is_federation=False)


def of_the_federation(view: View) -> View:
    """404 in a co-op's address."""
    return _only_in(view, is_federation=True)


def _only_in(view: View, *, is_federation: bool) -> View:
    @wraps(view)
    def asked(request: Any, *args: Any, **kwargs: Any) -> Any:
        if (request.cooperative.kind == "federation") is not is_federation:
            raise Http404
        return view(request, *args, **kwargs)

    return asked  # type: ignore[return-value]
