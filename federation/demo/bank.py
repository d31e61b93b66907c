"""The bank's side of the demo's French co-op: a month's movements as CAMT.053, read and matched as Théo would."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from xml.sax.saxutils import escape

from cooperatives.domain.bank import Item
from cooperatives.domain.roles import Role
from cooperatives.queries.bank import bank_accounts, bank_lines, open_items, reconciliation
from cooperatives.queries.books import balance_cents
from cooperatives.queries.third_parties import third_party_names
from cooperatives.services.banking import book_bank_line, import_statements, match_bank_line
from coopplatform.kernel.time import last_of_month
from federation.demo.founded import Founded
from federation.demo.invoicing import not_paying_yet
from federation.demo.payroll import PAID_ON
from federation.demo.scop import Employer
from federation.demo.trade import BANK, CUSTOMERS, LENDER, LOAN_DAY, SUPPLIERS, VAT_DUE

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
STAFF = "421"
FUNDS = {
    "431": "URSSAF PACA",
    "4372": "Mutuelle et prévoyance de l’Exemple",
    "4373": "AGIRC-ARRCO",
    "4421": "DGFiP, prélèvement à la source",
}
SHARED_OUT = {"424": "Part travail, virement groupé", "457": "Intérêts aux parts, virement groupé"}
SUPPLIERS_ON, FUNDS_ON, CUSTOMERS_ON, STORES_FROM, VAT_ON, SHARED_ON, CHARGES_ON = 20, 15, 12, 8, 24, 26, 28
ADVANCE_ON, TIPS_ON, UNKNOWN_ON = 14, 17, 19
CHARGES = ("6278", -1_850, "Frais de tenue de compte")
LEFT_TO_MATCH = 4
"""Receipts of stores on the newest statement that nobody has looked at yet."""


@dataclass(frozen=True, slots=True)
class Move:
    """One movement, money in positive: it settles `items`, or goes to `account`, or else waits for a person."""

    on: date
    cents: int
    name: str
    text: str
    items: tuple[UUID, ...] = ()
    account: str = ""


def statement_of(founded: Founded, employer: Employer, month: date, at: datetime) -> None:
    """Import the month's statement up to yesterday, and match it; of a month that runs a few are left."""
    yesterday = founded.moment(at.astimezone(founded.zone).date()) - timedelta(days=1)
    last = min(last_of_month(month), yesterday.date())
    if last < month:
        return
    is_running = last < last_of_month(month)
    (bank_account,) = bank_accounts()
    late = not_paying_yet(founded) if is_running else set()
    items = [item for item in open_items(bank_account) if item.auxiliary not in late]
    planned = sorted(_moves(founded, employer, month, items), key=lambda move: move.on)
    moves = [move for move in planned if move.on <= last]
    if is_running:
        moves = _left_to_a_person(moves, last, names=set(third_party_names().values()))
    if not moves:
        return
    known = reconciliation(bank_account)
    before = month - timedelta(days=1)
    opening = (
        known.bank_cents if known.statement else balance_cents(BANK, first=founded.founded_on, last=before)
    )
    read_at = min(at, founded.moment(last + timedelta(days=1), 9))
    by = founded.by(Role.TREASURER)
    import_statements(content=camt(employer.iban, f"{month:%Y-%m}", opening, last, moves), by=by, at=read_at)
    lines = {line.position: line for line in bank_lines(bank_account.pk, is_matched=False)
             if month <= line.booked_on <= last}  # fmt: skip
    for position, move in enumerate(moves, start=1):
        bank_line_id = lines[position].pk
        if move.items:
            match_bank_line(bank_line_id=bank_line_id, line_ids=move.items, by=by, at=read_at)
        elif move.account:
            book_bank_line(
                bank_line_id=bank_line_id, account_code=move.account, label=move.text, by=by, at=read_at
            )


def camt(iban: str, reference: str, opening_cents: int, last: date, moves: Sequence[Move]) -> bytes:
    """A statement as a bank writes it."""
    closing = opening_cents + sum(move.cents for move in moves)
    balances = _balance("OPBD", opening_cents, last) + _balance("CLBD", closing, last)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{reference}</MsgId><CreDtTm>{last}T23:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{reference}</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>"
        f"{balances}{''.join(_entry(move) for move in moves)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _balance(kind: str, cents: int, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(cents)}<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(move: Move) -> str:
    party = "Dbtr" if move.cents > 0 else "Cdtr"
    return (
        f"<Ntry>{_amount(move.cents)}<Sts>BOOK</Sts><BookgDt><Dt>{move.on}</Dt></BookgDt><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties><{party}><Nm>{escape(move.name)}</Nm></{party}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(move.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _amount(cents: int) -> str:
    euros, rest = divmod(abs(cents), 100)
    side = "CRDT" if cents >= 0 else "DBIT"
    return f'<Amt Ccy="EUR">{euros}.{rest:02}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def _moves(founded: Founded, employer: Employer, month: date, items: Iterable[Item]) -> Iterator[Move]:
    """What the month's days bring of what is open, and what nothing in the books waits for."""
    names = third_party_names() | {person.code: person.name for person in founded.plan.couriers}
    regulars = {customer.code for customer in employer.customers}
    parties: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if _is_due(item, month):
            parties[item.code, item.auxiliary].append(item)
    stores = STORES_FROM
    for (code, auxiliary), due in sorted(parties.items()):
        name = names.get(auxiliary, auxiliary)
        if code == CUSTOMERS and auxiliary not in regulars:
            stores += 1
        day = stores if stores > STORES_FROM and auxiliary not in regulars and code == CUSTOMERS else 0
        yield _settling(month, code, auxiliary, name, due, store_day=day)
    yield from _besides(founded, employer, month)


def _is_due(item: Item, month: date) -> bool:
    if item.is_at_bank:
        return False
    if item.code == SUPPLIERS:
        return item.on < month.replace(day=SUPPLIERS_ON)
    if item.code in SHARED_OUT:
        return item.on < month
    return item.code in {STAFF, CUSTOMERS, VAT_DUE, *FUNDS} and item.on < month


def _settling(
    month: date, code: str, auxiliary: str, name: str, due: Sequence[Item], *, store_day: int
) -> Move:
    piece, before = due[-1].piece, month - timedelta(days=1)
    days = {STAFF: PAID_ON, CUSTOMERS: store_day or CUSTOMERS_ON, VAT_DUE: VAT_ON, SUPPLIERS: SUPPLIERS_ON}
    day = LOAN_DAY if auxiliary == LENDER else days.get(code, SHARED_ON if code in SHARED_OUT else FUNDS_ON)
    words = {STAFF: f"Salaire {before:%m/%Y}", VAT_DUE: f"TVA {before:%m/%Y}", SUPPLIERS: piece}
    told = code == CUSTOMERS and due[-1].reference and f"FACTURE {piece} {due[-1].reference}"
    text = words.get(code, told or (f"{before:%m/%Y}" if store_day or code in FUNDS else piece))
    payee = FUNDS.get(code) or SHARED_OUT.get(code) or ("DGFiP" if code == VAT_DUE else name)
    ids = tuple(item.id for item in due)
    return Move(month.replace(day=day), sum(item.cents for item in due), payee, text, ids)


def _besides(founded: Founded, employer: Employer, month: date) -> Iterator[Move]:
    names = {person.login: person.name for person in founded.plan.couriers}
    for extra in employer.besides:
        if extra.month != month.month or extra.login not in names:
            continue
        if extra.kind == "advance":
            yield Move(
                month.replace(day=ADVANCE_ON), -extra.amount, names[extra.login], extra.note, account="425"
            )
        if extra.kind == "tips":
            yield Move(
                month.replace(day=TIPS_ON), extra.amount, "Encaissement carte", extra.note, account="758"
            )
    account, cents, text = CHARGES
    yield Move(month.replace(day=CHARGES_ON), cents, "", text, account=account)


def _left_to_a_person(moves: Sequence[Move], last: date, names: set[str]) -> list[Move]:
    """The same, the last receipts unmatched, and one that nobody expected."""
    receipts = [move for move in moves if move.cents > 0 and move.items and move.name in names]
    left = {id(move) for move in receipts[-LEFT_TO_MATCH:]}
    found = [Move(move.on, move.cents, move.name, move.text) if id(move) in left else move for move in moves]
    if last.day >= UNKNOWN_ON:
        day = last.replace(day=UNKNOWN_ON)
        refund = Move(day, 12_400, "Mutuelle d’assurance de l’Exemple", "Remboursement sinistre vélo")
        found.append(refund)
    return sorted(found, key=lambda move: move.on)
