"""The fichier des écritures comptables: LPF art. A47 A-1 (arrêté of 29/07/2013), BOI-CF-IOR-60-40-20.

Eighteen fields parted by tabs, dates AAAAMMJJ, a decimal comma and no separator of thousands, one line an entry's line,
in ISO 8859-15, called `<SIREN>FEC<closing day>.txt`. The entries that empty income and expenses are left out and those
that take up the balances of the year before stand first, as VII of the article asks.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _

ENCODING = "iso8859-15"
# Of the characters ISO 8859-15 lacks, those that people type.
NEAREST = str.maketrans(
    {
        "\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u2026": "...", "\u202f": " ", "\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FecLine:
    """One line. Amounts in cents, one of them zero; `lettering` and `lettered_on` go together."""

    journal: str
    journal_name: str
    number: str
    posted_on: date
    account: str
    account_name: str
    auxiliary: str
    auxiliary_name: str
    piece_ref: str
    piece_on: date
    label: str
    debit_cents: int
    credit_cents: int
    lettering: str
    lettered_on: date | None
    validated_on: date

    def cells(self) -> tuple[str, ...]:
        """The eighteen fields as they are written; the last two are for foreign currency, which we do not hold."""
        return (
            self.journal, self.journal_name, self.number, _day(self.posted_on),
            self.account, self.account_name, self.auxiliary, self.auxiliary_name,
            self.piece_ref, _day(self.piece_on), self.label,
            _amount(self.debit_cents), _amount(self.credit_cents),
            self.lettering, _day(self.lettered_on), _day(self.validated_on), "", "",
        )  # fmt: skip


HEAD = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
    "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
    "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip


def fec_name(registration_number: str, closing: date) -> str:
    """The file's name, from the SIREN a SIRET begins with. Raises NotAllowedNow where there is none."""
    digits = "".join(registration_number.split())
    if not is_siren(digits[:9]) or len(digits) not in (9, 14):
        raise NotAllowedNow(
            "no_siren", _("Enter the co-op's SIREN or SIRET first: the file is named after it.")
        )
    return f"{digits[:9]}FEC{_day(closing)}.txt"


def is_siren(digits: str) -> bool:
    """Nine digits whose Luhn sum ends in zero, and not all of them zero."""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 9 and int(digits)):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(digits)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def fec_file(lines: Iterable[FecLine]) -> bytes:
    """The whole file. What ISO 8859-15 lacks is written by its nearest letter, or by a question mark."""
    rows = ["\t".join(HEAD), *("\t".join(_clean(cell) for cell in line.cells()) for line in lines)]
    return ("\r\n".join(rows) + "\r\n").encode(ENCODING, "replace")


def letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA: how lettrage is written."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _clean(cell: str) -> str:
    """Without what parts fields and lines, in the letters of ISO 8859-15."""
    text = " ".join(cell.translate(NEAREST).split())
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        text = "".join(_nearest(letter) for letter in text)
    return text


def _nearest(letter: str) -> str:
    try:
        letter.encode(ENCODING)
        return letter
    except UnicodeEncodeError:
        return "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
