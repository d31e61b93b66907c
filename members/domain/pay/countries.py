"""Countries whose payslip goes beyond the gross: each is a folder here with a `reading` that answers a case."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from coopplatform.kernel.errors import Invalid

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


def countries(package: str = "members.domain.pay") -> tuple[str, ...]:
    """ISO 3166 codes of the folders of `package` that have a `reading.py`, in order."""
    found = (Path(path) for path in import_module(package).__path__)
    return tuple(
        sorted(reading.parent.name.upper() for path in found for reading in path.glob("??/reading.py"))
    )


def answerer(country: str, package: str = "members.domain.pay") -> Answer:
    """What answers a case of `country`. Raises Invalid for a country without a folder."""
    known = countries(package)
    if country not in known:
        raise Invalid(
            "unknown_country",
            "country: no pay engine for %(country)s; there are %(known)s.",
            field="country",
            country=country,
            known=", ".join(known),
        )
    answer: Answer = import_module(f"{package}.{country.lower()}.reading").answered
    return answer
