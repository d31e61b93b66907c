"""Who invoices and who is invoiced, as they are written on the paper; numbers checked the way their country checks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import stdnum.be.vat
import stdnum.ch.uid
import stdnum.eu.at_02
import stdnum.fi.ytunnus
import stdnum.fr.siren
import stdnum.fr.siret
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

EU_PREFIXES = {"GR": "EL", "MC": "FR"}


@dataclass(frozen=True, slots=True)
class Party:
    """A business. `registration_number` is the country's (SIRET or SIREN, numéro d'entreprise, Y-tunnus, UID).

    `endpoint` is its Peppol address, `0208:0202239951`; `iban` and `creditor_id` (SEPA) only where they are needed.
    """

    name: str
    street: str
    postcode: str
    city: str
    country: str
    registration_number: str = ""
    vat_number: str = ""
    email: str = ""
    endpoint: str = ""
    legal_form: str = ""
    iban: str = ""
    creditor_id: str = ""
    reference: str = ""
    mandate: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)


def registration_in(text: str, country: str) -> str:
    """Without spaces and dots. Raises Invalid, at `registration_number`, when its check digits do not fit."""
    written = re.sub(r"[\s.]", "", text).upper()
    if not written:
        return ""
    if country == "FR":
        kind = stdnum.fr.siret if len(written) > 9 else stdnum.fr.siren
        return _checked(kind.validate, written, _("This is no SIREN (9 digits) nor SIRET (14 digits)."))
    if country == "BE":
        return _checked(
            stdnum.be.vat.validate, written, _("This is no Belgian enterprise number (10 digits).")
        )
    if country == "FI":
        return _checked(
            stdnum.fi.ytunnus.validate, written, _("This is no Finnish Y-tunnus, like 2077474-0.")
        )
    if country in ("CH", "LI") and written.startswith("CHE"):
        return _checked(stdnum.ch.uid.validate, written, _("This is no UID, like CHE-123.456.788."))
    return written[:20]


def vat_number_in(text: str, country: str) -> str:
    """The VAT number with its country's letters. Raises Invalid, at `vat_number`, when it is none."""
    written = re.sub(r"[\s.]", "", text).upper()
    if not written or country in ("CH", "LI"):
        return written[:20]
    prefix = EU_PREFIXES.get(country, country)
    told = _("This is no VAT number of that country: it begins with %(prefix)s.")
    if not written.startswith(prefix):
        raise Invalid("bad_vat_number", told, field="vat_number", prefix=prefix)
    try:
        return str(eu_vat.validate(written))
    except ValidationError:
        raise Invalid("bad_vat_number", told, field="vat_number", prefix=prefix) from None


def french_vat_number(siren: str) -> str:
    """The VAT number that belongs to a SIREN (CGI ann. II art. 242 nonies): its key is 12 + 3 × SIREN, modulo 97."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def creditor_id_in(text: str) -> str:
    """The SEPA creditor identifier (ICS). Raises Invalid, at `creditor_id`."""
    written = re.sub(r"\s", "", text).upper()
    if not written:
        return ""
    try:
        return str(stdnum.eu.at_02.validate(written))
    except ValidationError:
        raise Invalid(
            "bad_creditor_id",
            _("This SEPA creditor identifier fails its check. In France it looks like FR12ZZZ123456."),
            field="creditor_id",
        ) from None


# Codes of the Electronic Address Scheme list that co-ops and their stores meet, with the check of what follows.
SCHEMES: dict[str, Callable[[str], Any] | None] = {
    "0002": stdnum.fr.siren.validate,
    "0009": stdnum.fr.siret.validate,
    "0088": None,  # GLN
    "0183": None,  # Swiss UID
    "0204": None,  # German Leitweg-ID
    "0208": stdnum.be.vat.validate,
    "0212": None,  # Finnish organisation identifier
    "0216": None,  # Finnish OVT
    "0225": None,  # French address of the reform (annuaire)
    "9925": None,  # Belgian VAT number
    "9930": None,  # German VAT number
    "9957": None,  # French VAT number
}


def endpoint_in(text: str) -> str:
    """A Peppol address `scheme:identifier`. Raises Invalid, at `endpoint`, for a scheme or identifier that is none."""
    written = "".join(text.split())
    if not written:
        return ""
    scheme, _colon, identifier = written.partition(":")
    if scheme not in SCHEMES or not re.fullmatch(r"[0-9A-Za-z._-]{2,40}", identifier):
        raise Invalid(
            "bad_endpoint",
            _("A Peppol address is a scheme and an identifier, like 0208:0202239951 or 0009:73282932000074."),
            field="endpoint",
        )
    if check := SCHEMES[scheme]:
        try:
            check(identifier)
        except ValidationError:
            raise Invalid(
                "bad_endpoint_identifier",
                _("The identifier does not fit the scheme %(scheme)s: its check digits differ."),
                field="endpoint",
                scheme=scheme,
            ) from None
    return f"{scheme}:{identifier}"


def _checked(validate: Callable[[str], Any], written: str, told: str) -> str:
    try:
        return str(validate(written))
    except ValidationError:
        raise Invalid("bad_registration", told, field="registration_number") from None
