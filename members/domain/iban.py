"""An IBAN as people paste it: spaces allowed, its length and check digits looked at."""

import schwifty
from schwifty.exceptions import InvalidLength, SchwiftyException

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _


def iban_in(text: str) -> str:
    """The IBAN without spaces, in capitals; empty stays empty. Raises Invalid at `iban`, saying what is wrong."""
    written = "".join(text.split()).upper()
    if not written:
        return ""
    try:
        return str(schwifty.IBAN(written))
    except InvalidLength as problem:
        if length := _length(written[:2]):
            raise Invalid(
                "iban_length",
                _("%(count)s characters out of %(length)s. Paste the whole IBAN, spaces allowed."),
                field="iban",
                count=len(written),
                length=length,
            ) from problem
        raise _no_iban() from problem
    except SchwiftyException as problem:
        if _length(written[:2]) == len(written):
            raise Invalid(
                "iban_check",
                _("The check digits do not fit: compare this IBAN with the bank's paper, letter by letter."),
                field="iban",
            ) from problem
        raise _no_iban() from problem


def shown_iban(iban: str) -> str:
    """In groups of four, as banks print it."""
    return " ".join(iban[n : n + 4] for n in range(0, len(iban), 4))


def _no_iban() -> Invalid:
    return Invalid(
        "no_iban", _("This is no IBAN: it begins with two letters of a country, like FR76."), field="iban"
    )


def _length(country: str) -> int | None:
    """How many characters an IBAN of this country has; None for no country of the register."""
    try:
        return schwifty.IBAN(country, allow_invalid=True).spec.iban_length
    except SchwiftyException:
        return None
