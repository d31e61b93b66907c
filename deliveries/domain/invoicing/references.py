"""Structured references: what a payer copies, so that the money finds its invoice by itself."""

import re

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10


def number_of(year: int, sequence: int) -> str:
    """The invoice's number, gapless in its year: `2026-0418`."""
    return f"{year}-{sequence:04d}"


def creditor_reference(number: str) -> str:
    """The RF creditor reference (ISO 11649) of an invoice's number: `RF`, two check digits, its letters and digits."""
    body = re.sub(r"[^0-9A-Z]", "", number.upper())[:21]
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def shown_creditor_reference(reference: str) -> str:
    """In groups of four, as it is printed."""
    return iso11649.format(reference)


def belgian_communication(year: int, sequence: int) -> str:
    """The Belgian structured communication `+++ddd/dddd/ddddd+++`: ten digits and their rest modulo 97, 97 for none."""
    digits = f"{year:04d}{sequence:06d}"[-10:]
    check = int(digits) % 97 or 97
    whole = f"{digits}{check:02d}"
    return f"+++{whole[:3]}/{whole[3:7]}/{whole[7:]}+++"
