"""What a country's engine must know of an employer, as fields a page can ask for and a command can check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from members.domain.pay.inputs import number_in


@dataclass(frozen=True, slots=True)
class Setting:
    """A number from `lowest` to `highest`; without a `default` it must be given. `source` says where to read it."""

    name: str
    label: str
    unit: Literal["percent", "money", "count"]
    lowest: str
    highest: str
    default: str | None
    source: str


def settings_in(fields: Iterable[Setting], facts: Mapping[str, Any]) -> dict[str, Decimal]:
    """Every setting's value. Raises Invalid by the field's name for what is missing, unknown or out of range."""
    fields = tuple(fields)
    for name in facts.keys() - {field.name for field in fields}:
        raise Invalid(
            "unknown_setting", _("%(name)s is no payroll setting of this country."), field=name, name=name
        )
    found = {}
    for one in fields:
        try:
            found[one.name] = number_in(facts, one.name, one.lowest, one.highest, one.default)
        except Invalid as problem:
            if facts.get(one.name, one.default) in (None, ""):
                raise Invalid(
                    "setting_missing", _("%(name)s is missing."), field=one.name, name=one.name
                ) from problem
            raise Invalid(
                "setting_out_of_range",
                _("Give a number from %(lowest)s to %(highest)s."),
                field=one.name,
                lowest=one.lowest,
                highest=one.highest,
            ) from problem
    return found
