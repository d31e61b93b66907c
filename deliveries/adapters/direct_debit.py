"""Direct debits as banks read them: pain.008.001.08, by `sepaxml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sepaxml import SepaDD


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who collects; `creditor_id` is the SEPA identifier (ICS)."""

    name: str
    iban: str
    creditor_id: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Cents from a debtor by their mandate; `reference` comes back on the statement (35 characters at most)."""

    name: str
    iban: str
    cents: int
    mandate: str
    signed_on: date
    is_first: bool
    reference: str
    text: str


def pain_008(creditor: Creditor, collections: Sequence[Collection], *, collection_on: date) -> str:
    """The file, checked against its schema; raises what `sepaxml` raises when it does not fit it."""
    config = {
        "name": creditor.name[:70],
        "IBAN": creditor.iban,
        "batch": True,
        "creditor_id": creditor.creditor_id,
        "currency": "EUR",
        "instrument": "CORE",
    }
    sepa = SepaDD(config, schema="pain.008.001.08", clean=True)
    for one in collections:
        sepa.add_payment(
            {
                "name": one.name[:70],
                "IBAN": one.iban,
                "amount": one.cents,
                "type": "FRST" if one.is_first else "RCUR",
                "collection_date": collection_on,
                "mandate_id": one.mandate[:35],
                "mandate_date": one.signed_on,
                "description": one.text[:140],
                "endtoend_id": one.reference[:35].replace("+", "").replace("/", ""),
            }
        )
    xml: bytes = sepa.export(validate=True, pretty_print=True)
    return xml.decode()
