"""`@reacts_to(Event)`: what follows from a fact, after it is committed, at least once."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from coopplatform.contracts.event import Event
from coopplatform.journal.reading import Recorded

React = Callable[[Recorded], None]


@dataclass(frozen=True, slots=True)
class Reaction:
    """`reader` is the app it lives in: one cursor per app and co-op, so that apps do not hold each other up."""

    reader: str
    name: str
    react: React


_by_event: dict[str, list[Reaction]] = defaultdict(list)


def reacts_to(*events: type[Event]) -> Callable[[React], React]:
    """Register a reaction. It gets the `Recorded` entry in its co-op's scope, and must be harmless twice."""

    def register(react: React) -> React:
        app = react.__module__.partition(".reactions")[0]
        reaction = Reaction(reader=app, name=f"{react.__module__}.{react.__name__}", react=react)
        for event in events:
            _by_event[event.__name__].append(reaction)
        return react

    return register


def readers() -> list[str]:
    return sorted({reaction.reader for reactions in _by_event.values() for reaction in reactions})


def reactions(reader: str, event_name: str) -> list[Reaction]:
    return [reaction for reaction in _by_event.get(event_name, ()) if reaction.reader == reader]


def all_reactions() -> list[Reaction]:
    return [reaction for reactions in _by_event.values() for reaction in reactions]
