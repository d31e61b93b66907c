"""From the bank's statement to the books: read once, matched with what it settles, or booked by hand."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from cooperatives.adapters.camt import ReadStatement, read_statements
from cooperatives.domain.bank import Item, check_settles
from cooperatives.domain.charts import Role
from cooperatives.domain.journals import BANK
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.domain.vat import due_before_invoice
from cooperatives.models import (
    Account,
    BankAccount,
    BankLine,
    BankStatement,
    Entry,
    Line,
    MatchedLine,
    Matching,
)
from cooperatives.queries.bank import open_items
from cooperatives.queries.claims import unbilled_behind
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import mirror, post_entry
from cooperatives.services.lettering import letter
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.booking import BankLineMatched, BankLineUnmatched, BankStatementImported
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import unit_of_work

VAT_TURNED = (Role.VAT, Role.VAT_UNBILLED)


@unit_of_work
def add_bank_account(*, iban: str, name: str, account_code: str, by: Actor, at: datetime) -> BankAccount:
    """Tell which account of the chart stands for an account at a bank.

    Raises Invalid for an IBAN that fails its check, an account that is not open, or one of both taken already.
    """
    try:
        checked = str(IBAN(iban.strip()))
    except SchwiftyException:
        raise Invalid(
            "bad_iban", _("This IBAN fails its check. Paste the whole IBAN, spaces allowed."), field="iban"
        ) from None
    account = Account.objects.filter(code=account_code.strip()).first()
    if account is None:
        raise Invalid("no_account", _("There is no account of this code."), field="account_code")
    if not name.strip():
        raise Invalid("no_name", _("Give the bank's name."), field="name")
    if BankAccount.objects.filter(iban=checked).exists():
        raise Invalid("iban_known", _("This bank account is known already."), field="iban")
    if BankAccount.objects.filter(account=account).exists():
        raise Invalid(
            "account_taken", _("This account stands for another bank account."), field="account_code"
        )
    return BankAccount.objects.create(iban=checked, name=name.strip()[:80], account=account)


@unit_of_work
def import_statements(*, content: bytes, by: Actor, at: datetime) -> int:
    """Read a CAMT.053 file. Returns how many movements were new: the same file again brings none.

    Raises Invalid, at `file`, for one that is not read whole, of another currency, or of an account we do not know.
    """
    statements = read_statements(content)
    one_at_a_time("bank")
    return sum(_import(statement, by, at) for statement in statements)


def _import(read: ReadStatement, by: Actor, at: datetime) -> int:
    bank_account = BankAccount.objects.filter(iban=read.iban).first()
    if bank_account is None:
        raise Invalid(
            "unknown_iban",
            _("This statement is of %(iban)s, which is no bank account of the co-op: add it first."),
            field="file",
            iban=read.iban,
        )
    currency = cooperative_here().currency
    if read.currency != currency:
        raise Invalid(
            "other_currency",
            _("This statement is in %(other)s, the books are in %(own)s."),
            field="file",
            other=read.currency,
            own=currency,
        )
    if BankStatement.objects.filter(bank_account=bank_account, reference=read.reference).exists():
        return 0
    statement = BankStatement.objects.create(
        bank_account=bank_account,
        reference=read.reference,
        first_on=read.first_on,
        last_on=read.last_on,
        opening_cents=read.opening_cents,
        closing_cents=read.closing_cents,
        imported_at=at,
        imported_by=str(by),
    )
    fingerprints = [move.fingerprint for move in read.movements]
    known = set(
        BankLine.objects.filter(bank_account=bank_account, fingerprint__in=fingerprints).values_list(
            "fingerprint", flat=True
        )
    )
    new = [
        BankLine(
            statement=statement,
            bank_account=bank_account,
            position=position,
            booked_on=move.booked_on,
            amount_cents=move.cents,
            name=move.name,
            iban=move.iban,
            reference=move.reference,
            text=move.text,
            fingerprint=move.fingerprint,
        )
        for position, move in enumerate(read.movements, start=1)
        if move.fingerprint not in known and move.cents
    ]
    BankLine.objects.bulk_create(new)
    record(BankStatementImported(statement_id=statement.id, lines=len(new), occurred_at=at), by=by)
    return len(new)


@unit_of_work
def match_bank_line(
    *, bank_line_id: UUID, line_ids: Collection[UUID], rest_code: str = "", by: Actor, at: datetime
) -> Matching:
    """The movement settles these lines of the books: its payment is posted and they are lettered together.

    Lines at the bank already are only recognised, nothing is posted. What is left goes to the account `rest_code`. Who
    pays a delivery before its invoice makes its VAT due (CGI art. 269, 2, c): it turns with the payment, and where a
    part is paid, in that part.
    Matching a matched movement changes nothing. Raises NotFound; Invalid when the amounts differ; NotAllowedNow when
    a line was settled meanwhile or the year of the movement is closed.
    """
    one_at_a_time("matching")
    found = _bank_line(bank_line_id)
    if (known := Matching.objects.filter(bank_line=found).first()) is not None:
        return known
    items = open_items(found.bank_account, ids=line_ids)
    if len(items) != len(set(line_ids)):
        raise NotAllowedNow("already_matched", _("One of these lines was matched meanwhile: look again."))
    left = check_settles(found.amount_cents, items, rest_code, cooperative_here().currency)
    lines = list(Line.objects.filter(pk__in=line_ids))
    entry = None
    if not all(item.is_at_bank for item in items):
        rest = [DraftLine(None, -left, _party(items, rest_code), code=rest_code)] if left else []
        vat = _vat_due(line_ids, -left, rest_code)
        entry = _post(found, [*_settled(items), *rest, *vat], by, at)
        posted = list(entry.lines.select_related("account").order_by("id"))
        left_over = next((line for line in reversed(posted) if _is_rest(line, rest_code, left)), None)
        lines += [line for line in posted if line != left_over and line.account.role not in VAT_TURNED]
    return _matched(found, lines, entry, by, at)


@unit_of_work
def book_bank_line(
    *,
    bank_line_id: UUID,
    account_code: str,
    label: str = "",
    section: str = "",
    auxiliary: str = "",
    by: Actor,
    at: datetime,
) -> Matching:
    """A movement nothing in the books waits for, like a bank's charge: booked on an account of any kind.

    Raises NotFound; Invalid for an account that is not open; NotAllowedNow when it is matched or the year is closed.
    """
    one_at_a_time("matching")
    found = _bank_line(bank_line_id)
    if Matching.objects.filter(bank_line=found).exists():
        raise NotAllowedNow("line_is_matched", _("This movement is matched already."))
    if account_code == found.bank_account.account.code:
        raise Invalid("same_account", _("Choose the account on the other side."), field="account_code")
    if not Account.objects.filter(code=account_code).exists():
        raise Invalid("no_account", _("There is no account of this code."), field="account_code")
    line = DraftLine(None, -found.amount_cents, auxiliary, section, label, code=account_code)
    entry = _post(found, [line], by, at)
    at_bank = [line for line in entry.lines.all() if line.account_id == found.bank_account.account_id]
    return _matched(found, at_bank, entry, by, at)


@unit_of_work
def unmatch_bank_line(*, bank_line_id: UUID, by: Actor, at: datetime) -> None:
    """Take a matching back: its payment is reversed on the movement's day. Unmatching twice is once.

    Raises NotFound; NotAllowedNow when the year is closed, or what it left open was settled or invoiced since.
    """
    one_at_a_time("matching")
    found = _bank_line(bank_line_id)
    matching = Matching.objects.filter(bank_line=found).select_related("entry").first()
    if matching is None:
        return
    entry = matching.entry
    if entry and MatchedLine.objects.filter(line__entry=entry).exclude(matching=matching).exists():
        raise NotAllowedNow(
            "rest_is_settled",
            _("What this payment left open was paid or invoiced since: take that back first."),
        )
    matching.delete()
    if entry is not None:
        mirror(entry, posted_on=found.booked_on, by=by, at=at)
    record(BankLineUnmatched(bank_line_id=found.id, occurred_at=at), by=by)


def _bank_line(bank_line_id: UUID) -> BankLine:
    found = BankLine.objects.filter(pk=bank_line_id).select_related("bank_account__account").first()
    if found is None:
        raise NotFound("no_bank_line", _("There is no such movement."))
    return found


def _settled(items: Collection[Item]) -> list[DraftLine]:
    """The other side of each account and auxiliary code, added up."""
    sums: dict[tuple[str, str], int] = {}
    for item in items:
        sums[item.code, item.auxiliary] = sums.get((item.code, item.auxiliary), 0) - item.cents
    return [
        DraftLine(None, cents, auxiliary, code=code) for (code, auxiliary), cents in sums.items() if cents
    ]


def _vat_due(line_ids: Collection[UUID], left_cents: int, rest_code: str) -> list[DraftLine]:
    """What waited leaves its account; what is not due yet goes back there, beside the rest it waits with.

    Raises Invalid for more than the deliveries cost on their own account: that is no rest of them.
    """
    behind = unbilled_behind(line_ids)
    is_left = bool(left_cents) and Account.objects.filter(code=rest_code, role=Role.UNBILLED).exists()
    if is_left and left_cents * behind.claimed_cents < 0:
        raise Invalid(
            "more_than_open",
            _(
                "More is paid than these deliveries cost. What is beyond them is an advance: put the rest on the "
                "customers' account."
            ),
            field="rest_code",
        )
    if not behind.vat_cents:
        return []
    due = due_before_invoice(
        claimed_cents=behind.claimed_cents,
        vat_cents=behind.vat_cents,
        open_cents=left_cents if is_left else 0,
    )
    waits = behind.vat_cents - due
    lines = (
        DraftLine(Role.VAT_UNBILLED, behind.waiting_cents),
        DraftLine(Role.VAT_UNBILLED, -waits),
        DraftLine(Role.VAT, waits - behind.waiting_cents),
    )
    return [line for line in lines if line.cents]


def _party(items: Collection[Item], rest_code: str) -> str:
    """Whose a rest on the items' own account is: what a part payment leaves open stays that party's."""
    parties = {item.auxiliary for item in items if item.code == rest_code}
    return parties.pop() if len(parties) == 1 and all(item.code == rest_code for item in items) else ""


def _is_rest(line: Line, rest_code: str, left: int) -> bool:
    return bool(left) and line.account.code == rest_code and line.amount_cents == -left


def _post(found: BankLine, others: list[DraftLine], by: Actor, at: datetime) -> Entry:
    """The movement's entry; after it was taken back once, under the next key."""
    key = f"bank:{found.id}"
    before = Entry.objects.filter(source_key__startswith=key).count()
    words = found.name or found.text or found.reference
    label = Sentence(_("Bank: %(words)s"), {"words": words[:120]}) if words else Sentence(_("Bank movement"))
    draft = DraftEntry(
        f"{key}:{before + 1}" if before else key,
        label,
        (DraftLine(None, found.amount_cents, code=found.bank_account.account.code), *others),
        piece_ref=found.reference or f"{found.statement.reference}-{found.position}",
        piece_on=found.booked_on,
    )
    return post_entry(draft, journal=BANK, posted_on=found.booked_on, by=by, at=at)


def _matched(found: BankLine, lines: list[Line], entry: Entry | None, by: Actor, at: datetime) -> Matching:
    matching = letter(lines, by=by, at=at, bank_line=found, entry=entry)
    matched = BankLineMatched(bank_line_id=found.id, entry_id=entry.id if entry else None, occurred_at=at)
    record(matched, by=by)
    return matching
