"""Bank statements in the banks' own format, CAMT.053 (ISO 20022): a file from outside, nothing in it is trusted.

pycamt parses it without resolving entities and without the network. We refuse what declares any before, read
movements by entry and not by detail as its flat list does (the details of a batch may lack amounts or be in another
currency), and keep only booked ones.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml.etree import XMLSyntaxError
from pycamt.parser import Camt053Parser

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

LARGEST_BYTES = 5_000_000
MOST_MOVEMENTS = 20_000


@dataclass(frozen=True, slots=True)
class ReadMovement:
    """One booked movement, money in positive. `fingerprint` is the same in every file that holds it."""

    booked_on: date
    cents: int
    name: str
    iban: str
    reference: str
    text: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement whose balances and movements agree. Amounts in cents of `currency`."""

    iban: str
    reference: str
    currency: str
    opening_cents: int
    closing_cents: int
    first_on: date
    last_on: date
    movements: tuple[ReadMovement, ...]


def read_statements(content: bytes) -> list[ReadStatement]:
    """Every statement of a file. Raises Invalid, at `file`, saying what is wrong with it."""
    if len(content) > LARGEST_BYTES:
        raise _refused("file_too_large", _("This file is larger than a bank statement: 5 MB at most."))
    lowered = content.replace(b"\0", b"").lower()
    if b"<!doctype" in lowered or b"<!entity" in lowered:
        raise _refused(
            "file_declares", _("This file declares entities, which no bank's does: it is not read.")
        )
    try:
        root = Camt053Parser(content).tree
    except (XMLSyntaxError, ValueError, TypeError):
        raise _refused(
            "not_xml", _("This is no XML file. Ask the bank for the statement as CAMT.053.")
        ) from None
    if "camt.053" not in str(root.tag):
        raise _refused(
            "not_camt", _("This is no bank statement of the kind CAMT.053. Ask the bank for that format.")
        )
    statements = [_statement(found) for found in root.iterfind(".//{*}Stmt")]
    if not statements:
        raise _refused("no_statement", _("There is no statement in this file."))
    return statements


def _statement(found: Any) -> ReadStatement:
    iban = _text(found, "{*}Acct/{*}Id/{*}IBAN").replace(" ", "")
    reference = _text(found, "{*}Id")
    if not iban or not reference:
        raise _refused("statement_bare", _("A statement in this file names no IBAN or has no number."))
    entries = [entry for entry in found.iterfind("{*}Ntry") if _status(entry) in ("", "BOOK")]
    if len(entries) > MOST_MOVEMENTS:
        raise _refused("too_many", _("This statement has more than 20 000 movements: ask for shorter ones."))
    opening, closing = _balance(found, ("OPBD", "PRCD")), _balance(found, ("CLBD",))
    if opening is None or closing is None:
        raise _refused(
            "no_balances", _("The statement %(number)s lacks its first or last balance."), number=reference
        )
    movements = _movements(entries)
    if opening[0] + sum(move.cents for move in movements) != closing[0]:
        raise _refused(
            "balances_differ",
            _("The movements of statement %(number)s do not lead from its first balance to its last."),
            number=reference,
        )
    days = [move.booked_on for move in movements] or [closing[1]]
    return ReadStatement(
        iban=iban,
        reference=reference[:80],
        currency=closing[2],
        opening_cents=opening[0],
        closing_cents=closing[0],
        first_on=min(days),
        last_on=max([*days, closing[1]]),
        movements=tuple(movements),
    )


def _movements(entries: list[Any]) -> list[ReadMovement]:
    """With a fingerprint each: the bank's own reference, or else what is said of it and how often it was said."""
    seen: Counter[str] = Counter()
    movements = []
    for entry in entries:
        cents = _cents(entry)
        is_in = cents > 0
        day = _day(_text(entry, "{*}BookgDt/{*}Dt") or _text(entry, "{*}BookgDt/{*}DtTm"))
        details = list(entry.iterfind("{*}NtryDtls/{*}TxDtls"))
        party = "Dbtr" if is_in else "Cdtr"
        name = _text(entry, f".//{{*}}RltdPties/{{*}}{party}//{{*}}Nm") if len(details) == 1 else ""
        iban = _text(entry, f".//{{*}}RltdPties/{{*}}{party}Acct//{{*}}IBAN") if len(details) == 1 else ""
        told = [" ".join(str(part.text).split()) for part in entry.iterfind(".//{*}Ustrd") if part.text]
        told += [str(part.text) for part in entry.iterfind(".//{*}CdtrRefInf/{*}Ref") if part.text]
        text = " · ".join(dict.fromkeys(told)) or _text(entry, "{*}AddtlNtryInf")
        end_to_end = _text(entry, ".//{*}EndToEndId")
        own = _text(entry, "{*}AcctSvcrRef")
        said = own or f"{end_to_end}|{name}|{iban}|{text}"
        seen[f"{day}|{cents}|{said}"] += 1
        unique = f"{day}|{cents}|{said}|{seen[f'{day}|{cents}|{said}']}"
        movements.append(
            ReadMovement(
                booked_on=day,
                cents=cents,
                name=name[:140],
                iban=iban[:34],
                reference="" if end_to_end == "NOTPROVIDED" else end_to_end[:80],
                text=text[:500],
                fingerprint=hashlib.sha256(unique.encode()).hexdigest(),
            )
        )
    return movements


def _balance(found: Any, kinds: tuple[str, ...]) -> tuple[int, date, str] | None:
    """Cents, day and currency of the first balance of one of these kinds."""
    for balance in found.iterfind("{*}Bal"):
        if _text(balance, "{*}Tp/{*}CdOrPrtry/{*}Cd") in kinds:
            day = _day(_text(balance, "{*}Dt/{*}Dt") or _text(balance, "{*}Dt/{*}DtTm"))
            return _cents(balance), day, str(balance.find("{*}Amt").get("Ccy") or "")
    return None


def _cents(found: Any) -> int:
    try:
        amount = Decimal(_text(found, "{*}Amt"))
        cents = int(amount.scaleb(2))
        if not amount.is_finite() or cents != amount.scaleb(2) or amount < 0 or cents > 10**15:
            raise InvalidOperation
    except (InvalidOperation, ValueError, OverflowError):
        raise _refused("bad_amount", _("An amount in this file is no amount.")) from None
    return cents if _text(found, "{*}CdtDbtInd") == "CRDT" else -cents


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _refused("bad_day", _("A movement in this file has no day.")) from None


def _status(entry: Any) -> str:
    return _text(entry, "{*}Sts/{*}Cd") or _text(entry, "{*}Sts")


def _text(found: Any, path: str) -> str:
    part = found.find(path)
    return " ".join(str(part.text).split()) if part is not None and part.text else ""


def _refused(code: str, message: str, **params: Any) -> Invalid:
    return Invalid(code, message, field="file", **params)
