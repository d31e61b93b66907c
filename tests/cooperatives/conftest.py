"""Books with something in them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from cooperatives.domain.ledger import DraftLine
from cooperatives.services.entering import enter_entry
from tests.conftest import PLATFORM, Cast

SPRING = datetime(2026, 4, 2, 10, tzinfo=UTC)
IBAN = "FR7630006000011234567890189"


def drafted(code: str, cents: int, auxiliary: str = "", section: str = "") -> DraftLine:
    return DraftLine(None, cents, auxiliary, section, code=code)


def entered(posted_on: date, *lines: tuple[Any, ...], journal: str = "OD", label: str = "By hand") -> Any:
    """An entry by hand; a line is (code, cents) or (code, cents, auxiliary) or (code, cents, auxiliary, section)."""
    return enter_entry(
        key=str(uuid4()),
        journal=journal,
        label=label,
        lines=[drafted(*line) for line in lines],
        posted_on=posted_on,
        piece_ref=f"P-{posted_on:%m%d}",
        piece_on=None,
        by=PLATFORM,
        at=SPRING,
    )


@pytest.fixture
def books_2025(inside: Cast) -> Cast:
    """2025: capital paid in, a bike bought, sales with VAT, rent, wages: a surplus of 500 €."""
    day = date(2025, 3, 1)
    entered(day, ("512", 500_000), ("1013", -500_000), journal="BQ", label="Capital")
    entered(
        day, ("2182", 200_000), ("44562", 40_000), ("404", -240_000, "F-VELO"), journal="AC", label="Bike"
    )
    entered(
        date(2025, 6, 30), ("411", 360_000, "C-LUCIA"), ("706", -300_000, "", "meals"), ("44571", -60_000)
    )
    entered(date(2025, 7, 1), ("6132", 50_000), ("44566", 10_000), ("401", -60_000, "F-LOYER"), journal="AC")
    entered(date(2025, 12, 31), ("6411", 200_000, "", "meals"), ("421", -200_000, "M0001"), journal="PA")
    return inside


def camt(
    *movements: str, reference: str = "2026-01", iban: str = IBAN, opening: str = "100.00", closing: str
) -> bytes:
    """A statement of two days in January 2026 as a bank writes it."""

    def balance(kind: str, amount: str) -> str:
        side = "DBIT" if amount.startswith("-") else "CRDT"
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount.lstrip('-')}</Amt>"
            f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-01-31</Dt></Dt></Bal>"
        )

    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt>"
        "<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-02-01T06:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{reference}</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>"
        f"{balance('OPBD', opening)}{balance('CLBD', closing)}{''.join(movements)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def movement(amount: str, name: str = "", text: str = "", *, day: str = "2026-01-15", more: str = "") -> str:
    """One booked entry: money in unless the amount is negative."""
    side, party = ("DBIT", "Cdtr") if amount.startswith("-") else ("CRDT", "Dbtr")
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount.lstrip('-')}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties><{party}><Nm>{name}</Nm></{party}></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls>{more}</Ntry>"
    )
