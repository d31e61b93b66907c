"""From a CAMT.053 file to settled lines, and back."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from cooperatives.adapters.camt import LARGEST_BYTES, read_statements
from cooperatives.models import BankLine, BankStatement, Entry, Line, MatchedLine
from cooperatives.queries.bank import bank_accounts, open_items, reconciliation, suggestions
from cooperatives.queries.statements import moved
from cooperatives.services.banking import (
    add_bank_account,
    book_bank_line,
    import_statements,
    match_bank_line,
    unmatch_bank_line,
)
from cooperatives.services.closing import close_year
from cooperatives.services.ledger import reverse_entry
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import IBAN, SPRING, camt, entered, movement

JANUARY = date(2026, 1, 15)


def read(content: bytes) -> int:
    return import_statements(content=content, by=PLATFORM, at=SPRING)


def match(line, ids, **more):
    return match_bank_line(bank_line_id=line.pk, line_ids=ids, by=PLATFORM, at=SPRING, **more)


def on(code: str) -> int:
    return moved(date(2026, 1, 1), date(2026, 12, 31)).get(code, 0)


@pytest.fixture
def bank(inside):
    """The account 512 at a bank, two orders of Lucia's and an invoice of the workshop open."""
    add_bank_account(iban=IBAN, name="Crédit coopératif", account_code="512", by=PLATFORM, at=SPRING)
    entered(date(2026, 1, 2), ("512", 10_000), ("1013", -10_000), journal="BQ")
    for day, cents in ((5, 1_200), (6, 2_300)):
        entered(date(2026, 1, day), ("411", cents, "C-LUCIA"), ("706", -cents, "", "meals"), journal="VE")
    entered(date(2026, 1, 8), ("6155", 5_000), ("401", -5_000, "F-ATELIER"), journal="AC")
    return inside


STATEMENT = camt(
    movement("35.00", "Pizzeria Lucia", "janvier"),
    movement("-50.00", "Atelier du vélo", "P-0108"),
    movement("-2.50", "", "Frais de tenue de compte"),
    closing="82.50",
)


def lines() -> dict[int, BankLine]:
    return {line.amount_cents: line for line in BankLine.objects.all()}


def test_a_statement_is_read_once(bank):
    assert [read(STATEMENT), read(STATEMENT)] == [3, 0]
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 3)


def test_movements_that_two_statements_share_come_in_once(bank):
    read(STATEMENT)
    more = camt(
        movement("-2.50", "", "Frais de tenue de compte"),
        movement("-2.50", "", "Frais de tenue de compte"),
        reference="2026-01b",
        opening="85.00",
        closing="80.00",
    )
    assert read(more) == 1


def test_a_matched_movement_settles_the_lines_and_posts_their_payment(bank):
    read(STATEMENT)
    line = lines()[3_500]
    (best, *_others) = suggestions(bank_accounts()[0], [line])[line.pk]
    matching = match(line, [one.id for one in best.items])
    assert {(one.account.code, one.auxiliary): one.amount_cents for one in matching.entry.lines.all()} == {
        ("512", ""): 3_500,
        ("411", "C-LUCIA"): -3_500,
    }
    assert (matching.entry.journal, matching.entry.posted_on) == ("BQ", JANUARY)
    assert not [one for one in open_items(bank_accounts()[0]) if one.code == "411"]


def test_matching_twice_posts_once(bank):
    read(STATEMENT)
    ids = [one.id for one in open_items(bank_accounts()[0]) if one.code == "411"]
    assert match(lines()[3_500], ids).pk == match(lines()[3_500], ids).pk
    assert Entry.objects.filter(source_key__startswith="bank:").count() == 1


def test_a_line_is_settled_once(bank):
    read(camt(movement("12.00"), movement("12.00", "again"), closing="124.00"))
    (ids,) = [[one.id] for one in open_items(bank_accounts()[0]) if one.cents == 1_200]
    first, second = BankLine.objects.order_by("position")
    match(first, ids)
    with pytest.raises(NotAllowedNow, match="matched meanwhile"):
        match(second, ids)


def test_a_difference_goes_where_the_treasurer_says(bank):
    read(camt(movement("34.00", "Lucia"), closing="134.00"))
    ids = [one.id for one in open_items(bank_accounts()[0]) if one.code == "411"]
    with pytest.raises(Invalid, match="The lines come to"):
        match(lines()[3_400], ids)
    assert Entry.objects.filter(source_key__startswith="bank:").count() == 0
    match(lines()[3_400], ids, rest_code="6278")
    assert (on("411"), on("6278")) == (0, 100)


def test_a_part_payment_stays_open_until_the_rest_comes(bank):
    read(camt(movement("10.00", "Lucia"), movement("25.00", "Lucia"), closing="135.00"))
    book_bank_line(
        bank_line_id=lines()[1_000].pk, account_code="411", auxiliary="C-LUCIA", by=PLATFORM, at=SPRING
    )
    ids = [one.id for one in open_items(bank_accounts()[0]) if one.code == "411"]
    assert len(ids) == 3
    match(lines()[2_500], ids)
    assert on("411") == 0


def test_what_was_in_the_books_already_is_recognised_and_not_posted_again(bank):
    read(camt(movement("100.00"), opening="0.00", closing="100.00"))
    (line,) = BankLine.objects.all()
    (best,) = suggestions(bank_accounts()[0], [line])[line.pk]
    assert match(line, [one.id for one in best.items]).entry is None
    assert on("512") == 10_000


def test_a_charge_is_booked_by_hand(bank):
    read(STATEMENT)
    book_bank_line(bank_line_id=lines()[-250].pk, account_code="6278", by=PLATFORM, at=SPRING)
    assert (on("6278"), on("512")) == (250, 9_750)
    for account, refusal in (("512", "other side"), ("999", "no account")):
        with pytest.raises(Invalid, match=refusal):
            book_bank_line(bank_line_id=lines()[-5_000].pk, account_code=account, by=PLATFORM, at=SPRING)


def test_a_matching_is_undone_by_the_mirror_of_its_payment_and_can_be_made_anew(bank):
    read(STATEMENT)
    ids = [one.id for one in open_items(bank_accounts()[0]) if one.code == "411"]
    for _time in range(2):
        entry = match(lines()[3_500], ids).entry
        assert on("411") == 0
        with pytest.raises(NotAllowedNow, match="undo the matching first"):
            reverse_entry(entry_id=entry.pk, posted_on=JANUARY, by=PLATFORM, at=SPRING)
        unmatch_bank_line(bank_line_id=lines()[3_500].pk, by=PLATFORM, at=SPRING)
        unmatch_bank_line(bank_line_id=lines()[3_500].pk, by=PLATFORM, at=SPRING)
        assert on("411") == 3_500
        assert sorted(one.id for one in open_items(bank_accounts()[0]) if one.code == "411") == sorted(ids)
    assert Entry.objects.filter(source_key__contains="bank:").count() == 4


def test_the_balances_are_explained_to_the_cent(bank):
    entered(date(2026, 1, 20), ("6278", 700), ("512", -700))
    read(STATEMENT)
    found = reconciliation(bank_accounts()[0])
    assert (found.bank_cents, found.book_cents, found.unmatched) == (8_250, 9_300, 3)
    assert (found.unmatched_cents, found.not_at_bank_cents, found.unexplained_cents) == (-1_750, -700, 0)
    match(lines()[3_500], [one.id for one in open_items(bank_accounts()[0]) if one.code == "411"])
    match(lines()[-5_000], [one.id for one in open_items(bank_accounts()[0]) if one.code == "401"])
    book_bank_line(bank_line_id=lines()[-250].pk, account_code="6278", by=PLATFORM, at=SPRING)
    found = reconciliation(bank_accounts()[0])
    assert (found.bank_cents, found.book_cents, found.unmatched_cents) == (8_250, 7_550, 0)
    assert (found.not_at_bank_cents, found.unexplained_cents) == (-700, 0)  # the bank does not know it yet


def test_in_a_closed_year_nothing_is_matched_by_a_payment(bank):
    entered(date(2025, 6, 1), ("512", 100), ("758", -100))
    close_year(year=2025, by=PLATFORM, at=SPRING)
    read(camt(movement("12.00", day="2025-12-30"), closing="112.00"))
    (ids,) = [[one.id] for one in open_items(bank_accounts()[0]) if one.cents == 1_200]
    with pytest.raises(NotAllowedNow, match="are closed"):
        match(lines()[1_200], ids)
    assert MatchedLine.objects.count() == 0


def test_two_who_match_the_same_line_at_once_settle_it_once(transactional_db, roue, now):
    with roue.inside():
        add_bank_account(iban=IBAN, name="Bank", account_code="512", by=PLATFORM, at=SPRING)
        entered(date(2026, 1, 5), ("411", 1_200, "C-LUCIA"), ("706", -1_200))
        read(camt(movement("12.00"), movement("12.00", "again"), closing="124.00"))
        ids = [Line.objects.get(account__code="411").pk]
        waiting = [line.pk for line in BankLine.objects.all()]
    outcomes = []

    def work(key) -> None:
        with roue.inside():
            try:
                match_bank_line(bank_line_id=key, line_ids=ids, by=PLATFORM, at=SPRING)
                outcomes.append("matched")
            except NotAllowedNow:
                outcomes.append("refused")
        connection.close()

    threads = [threading.Thread(target=work, args=(key,)) for key in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["matched", "refused"]
    with roue.inside():
        assert Entry.objects.filter(source_key__startswith="bank:").count() == 1


def test_a_bank_account_is_told_once_and_by_an_iban_that_is_one(bank):
    def add(iban=IBAN, name="Bank", account_code="53"):
        add_bank_account(iban=iban, name=name, account_code=account_code, by=PLATFORM, at=SPRING)

    other = "BE68 5390 0754 7034"
    for facts, field in (
        ({"iban": "FR7630006000011234567890188"}, "iban"),
        ({"iban": "nonsense"}, "iban"),
        ({}, "iban"),
        ({"iban": other, "account_code": "512"}, "account_code"),
        ({"iban": other, "account_code": "9"}, "account_code"),
        ({"iban": other, "name": " "}, "name"),
    ):
        with pytest.raises(Invalid) as refused:
            add(**facts)
        assert refused.value.field == field
    add(iban=other)
    assert [one.iban for one in bank_accounts()] == [IBAN, "BE68539007547034"]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><Stmt><Id>&b;</Id></Stmt></Document>"""
READS_A_FILE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><Stmt><Id>&f;</Id></Stmt></Document>"""
OTHER_KIND = b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'/>"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "not_xml"),
        (b"date;amount\n2026-01-01;5", "not_xml"),
        (BOMB, "file_declares"),
        (BOMB.decode().encode("utf-16"), "file_declares"),
        (READS_A_FILE, "file_declares"),
        (OTHER_KIND, "not_camt"),
        (b" " * (LARGEST_BYTES + 1), "file_too_large"),
        (camt(closing="100.00").replace(b"Stmt>", b"Nothing>"), "no_statement"),
        (camt(closing="100.00").replace(IBAN.encode(), b""), "statement_bare"),
        (camt(closing="100.00").replace(b"CLBD", b"ITBD"), "no_balances"),
        (camt(movement("5.00"), closing="106.00"), "balances_differ"),
        (camt(movement("5.001"), closing="105.00"), "bad_amount"),
        (camt(movement("NaN"), closing="105.00"), "bad_amount"),
        (camt(movement("1e400"), closing="105.00"), "bad_amount"),
        (camt(movement("5.00", day="soon"), closing="105.00"), "bad_day"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_saying_why(content, refusal):
    with pytest.raises(Invalid) as refused:
        read_statements(content)
    assert (refused.value.code, refused.value.field) == (refusal, "file")


def test_nothing_is_written_of_a_file_whose_second_statement_is_another_co_ops(bank):
    ours, theirs = STATEMENT.decode(), camt(closing="100.00", iban="BE68539007547034", reference="x").decode()
    stmt = theirs[theirs.index("<Stmt>") : theirs.index("</Stmt>") + len("</Stmt>")]
    with pytest.raises(Invalid, match="no bank account of the co-op"):
        read(ours.replace("</BkToCstmrStmt>", f"{stmt}</BkToCstmrStmt>").encode())
    assert BankStatement.objects.count() == 0


def test_another_currency_is_refused(bank):
    with pytest.raises(Invalid, match="in CHF, the books are in EUR"):
        read(camt(closing="100.00").replace(b"EUR", b"CHF"))


def test_a_batch_is_one_movement_and_what_is_not_booked_yet_is_none():
    batch = movement("-30.00").replace(
        "</NtryDtls>",
        "<TxDtls><AmtDtls><InstdAmt><Amt Ccy='USD'>99.00</Amt></InstdAmt></AmtDtls></TxDtls></NtryDtls>",
    )
    pending = movement("7.00").replace("BOOK", "PDNG")
    (statement,) = read_statements(camt(batch, pending, closing="70.00"))
    assert [move.cents for move in statement.movements] == [-3_000]


def test_newer_versions_and_prefixed_files_are_read():
    newer = STATEMENT.replace(b"001.02", b"001.08").replace(b"<Sts>BOOK</Sts>", b"<Sts><Cd>BOOK</Cd></Sts>")
    newer = newer.replace(b"<Nm>", b"<Pty><Nm>").replace(b"</Nm>", b"</Nm></Pty>")
    prefixed = newer.replace(b"xmlns=", b"xmlns:n=").replace(b"</", b"</n:").replace(b"<", b"<n:")
    prefixed = prefixed.replace(b"<n:/n:", b"</n:").replace(b"<n:?", b"<?")
    for content in (newer, prefixed):
        (statement,) = read_statements(content)
        assert [(move.cents, move.name) for move in statement.movements][:2] == [
            (3_500, "Pizzeria Lucia"),
            (-5_000, "Atelier du vélo"),
        ]


def test_what_is_not_there_is_not_found(bank):
    for service in (unmatch_bank_line, book_bank_line, match_bank_line):
        more = {book_bank_line: {"account_code": "6278"}, match_bank_line: {"line_ids": [uuid4()]}}.get(
            service, {}
        )
        with pytest.raises(NotFound):
            service(bank_line_id=uuid4(), by=PLATFORM, at=SPRING, **more)
