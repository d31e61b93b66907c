"""Credit transfers as banks read them: pain.001.001.03, by `sepaxml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sepaxml import SepaTransfer


@dataclass(frozen=True, slots=True)
class Transfer:
    """`reference` comes back on the statement (35 characters at most)."""

    name: str
    iban: str
    cents: int
    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Payer:
    name: str
    iban: str


def pain_001(payer: Payer, transfers: Sequence[Transfer], *, execution_on: date, currency: str) -> str:
    """The file, checked against its schema; raises what `sepaxml` raises when it does not fit it."""
    config = {"name": payer.name[:70], "IBAN": payer.iban, "batch": True, "currency": currency}
    sepa = SepaTransfer(config, schema="pain.001.001.03", clean=True)
    for transfer in transfers:
        sepa.add_payment(
            {
                "name": transfer.name[:70],
                "IBAN": transfer.iban,
                "amount": transfer.cents,
                "execution_date": execution_on,
                "description": transfer.text[:140],
                "endtoend_id": transfer.reference[:35],
            }
        )
    xml: bytes = sepa.export(validate=True, pretty_print=True)
    return xml.decode()
