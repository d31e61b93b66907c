"""Who is behind an auxiliary code: each app tells the names it knows, the treasurer adds the suppliers.

Nobody registers people: an employee is their code, also in a file that leaves the house.
"""

from collections.abc import Callable, Mapping

from cooperatives.models import ThirdParty

Names = Callable[[], Mapping[str, str]]
_known: list[Names] = []


def register(names: Names) -> None:
    """Called when an app is ready: `names()` gives, in a co-op's scope, the names of its auxiliary codes."""
    if names not in _known:
        _known.append(names)


def third_parties() -> list[ThirdParty]:
    """Those the treasurer wrote down, by name."""
    return list(ThirdParty.objects.order_by("name"))


def third_party_names() -> dict[str, str]:
    """Every auxiliary code that has a name."""
    found: dict[str, str] = {}
    for names in _known:
        found |= names()
    return found | {party.code: party.name for party in ThirdParty.objects.all()}
