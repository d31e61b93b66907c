"""A policy ready to run: its body with a co-op's values, checked and compiled once for its hash and these values."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from federation.domain.commons.document import Document, filled, values_within
from federation.domain.commons.kinds import kind_of

MOST_KEPT = 256
_Key = tuple[str, tuple[tuple[str, int], ...]]
_kept: OrderedDict[_Key, Mapping[str, Any]] = OrderedDict()
_lock = Lock()


def filled_body(document: Document, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body as it runs with these values. The formulas in it stay compiled as long as it is kept.

    Raises Invalid for values out of their bounds and a body that its kind refuses.
    """
    within = values_within(document.parameters, values)
    key = (document.sha256, tuple(sorted(within.items())))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    body: Mapping[str, Any] = filled(document.body, within)
    kind_of(document.kind).check(body)
    with _lock:
        _kept[key] = body
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return body
