"""What dues pay for, as it was voted, and an amount split by it to the cent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import allocate
from coopplatform.kernel.text import _

WHOLE = 10_000
USES: Mapping[str, str] = {
    "guarantee": _("Payment guarantee"),
    "software": _("Software"),
    "purchases": _("Common purchases"),
    "legal": _("Legal help"),
    "hiring": _("Hiring"),
    "training": _("Training"),
    "voice": _("Common voice"),
    "other": _("Other"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """A use and its share of the dues, in ten-thousandths."""

    code: str
    share: int


def check_uses(uses: Iterable[Use]) -> tuple[Use, ...]:
    """Those with a share, in the catalogue's order.

    Raises Invalid, at the use's own field, for one that is not known or out of range; at `uses` unless all shares
    together are the whole.
    """
    found = {use.code: use for use in uses if use.share}
    for code, use in found.items():
        if code not in USES or not 0 < use.share <= WHOLE:
            raise Invalid(
                "use_out_of_range",
                _("A share lies between 0 and 100 %. Choose among the uses listed."),
                field=f"use_{code}",
            )
    total = sum(use.share for use in found.values())
    if total != WHOLE:
        raise Invalid(
            "uses_not_whole",
            _("The shares of what dues pay for add up to %(total)s %%: they must add up to 100 %%."),
            field="uses",
            total=total / 100,
        )
    return tuple(found[code] for code in USES if code in found)


def split(cents: int, uses: Iterable[Use]) -> dict[str, int]:
    """An amount by use, by largest remainder: the parts add up to the whole. Credits split as calls do."""
    known = list(uses)
    if not known:
        return {}
    return dict(zip((use.code for use in known), allocate(cents, [use.share for use in known]), strict=True))


def added(splits: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Several splits in one, by use in the catalogue's order; uses that got nothing are left out."""
    totals = dict.fromkeys(USES, 0)
    for one in splits:
        for code, cents in one.items():
            totals[code] += cents
    return {code: cents for code, cents in totals.items() if cents}
