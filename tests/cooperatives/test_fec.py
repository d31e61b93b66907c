"""The FEC, judged by an independent checker and by the rules of LPF art. A47 A-1 written again here."""

import re
from datetime import date
from decimal import Decimal
from itertools import groupby

import pytest
from accounting_fr.fec_check import check_fec
from django.core.management import CommandError, call_command

from cooperatives.queries.fec import fec
from cooperatives.services.accounts import name_third_party
from cooperatives.services.closing import close_year
from cooperatives.services.founding import state_registration
from cooperatives.services.ledger import reverse_entry
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import SPRING, entered

FIELDS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
    "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
    "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
PAIRS = (("CompAuxNum", "CompAuxLib"), ("EcritureLet", "DateLet"), ("Montantdevise", "Idevise"))
MANDATORY = set(FIELDS) - {name for pair in PAIRS for name in pair}
NAME = "732829320FEC20251231.txt"


def rows_of(content: bytes) -> list[dict[str, str]]:
    text = content.decode("iso8859-15")
    head, *lines = text.split("\r\n")[:-1]
    assert tuple(head.split("\t")) == FIELDS
    return [dict(zip(FIELDS, line.split("\t"), strict=True)) for line in lines]


def faults(content: bytes, name: str, year: int) -> set[str]:
    """What breaks the article, in a word each; nothing for a file that holds."""
    found = set() if re.fullmatch(rf"\d{{9}}FEC{year}1231\.txt", name) else {"name"}
    try:
        rows = rows_of(content)
    except (AssertionError, ValueError, UnicodeDecodeError):
        return found | {"shape"}
    return found.union(*(faults_of_a_line(row, year) for row in rows), faults_of_entries(rows))


def faults_of_a_line(row: dict[str, str], year: int) -> set[str]:
    days = [row[name] for name in ("EcritureDate", "PieceDate", "ValidDate", "DateLet") if row[name]]
    wrong = {
        "date": not all(re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])", day) for day in days),
        "amount": not all(re.fullmatch(r"\d+,\d\d", row[side]) for side in ("Debit", "Credit")),
        "account": not re.fullmatch(r"[1-8]\d{2,}", row["CompteNum"]),
        "year": not row["EcritureDate"].startswith(str(year)),
        "pair": any(bool(row[one]) != bool(row[other]) for one, other in PAIRS),
        **{f"empty {field}": not row[field] for field in MANDATORY},
    }
    return {name for name, is_wrong in wrong.items() if is_wrong}


def faults_of_entries(rows: list[dict[str, str]]) -> set[str]:
    found: set[str] = set()
    numbers: dict[str, list[int]] = {}
    for (journal, number), lines in groupby(rows, key=lambda row: (row["JournalCode"], row["EcritureNum"])):
        sides = list(lines)
        debit, credit = (sum(amount(row[side]) for row in sides) for side in ("Debit", "Credit"))
        if debit != credit:
            found.add("balance")
        numbers.setdefault(journal, []).append(int(number.rpartition("-")[2]))
    for given in numbers.values():
        if sorted(given) != list(range(min(given), min(given) + len(given))):
            found.add("gap")
    return found


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ".")) if re.fullmatch(r"\d+,\d\d", text) else Decimal(0)


@pytest.fixture
def year(books_2025):
    state_registration(registration_number="732 829 320 00074", by=PLATFORM)
    name_third_party(code="F-VELO", name="Vélos Łukasz & fils", by=PLATFORM, at=SPRING)
    return books_2025


def written(year=2025, **options):
    return fec(year, at=SPRING, **options)


def test_the_file_holds_before_an_independent_checker_and_before_the_article(year):
    name, content = written()
    report = check_fec(content, name, date(2025, 1, 1), date(2025, 12, 31))
    assert (report.errors, report.warnings) == ([], [])
    assert faults(content, name, 2025) == set()
    assert (name, report.stats["ecritures"], report.stats["lignes"]) == (NAME, 5, 13)


def test_a_closed_year_is_told_without_its_close_and_the_next_begins_with_its_balances(year):
    before = written()
    close_year(year=2025, by=PLATFORM, at=SPRING)
    assert written() == before
    entered(date(2026, 2, 1), ("512", 360_000), ("411", -360_000, "C-LUCIA"), journal="BQ")
    name, content = written(2026)
    assert (check_fec(content, name).errors, faults(content, name, 2026)) == ([], set())
    taken_up = [row for row in rows_of(content) if row["JournalCode"] == "AN"]
    assert {row["EcritureNum"] for row in taken_up} == {"AN-2026-00000"}
    assert {row["CompteNum"][0] for row in taken_up} <= set("12345")
    assert [(row["CompteNum"], row["Credit"]) for row in taken_up if row["CompteNum"] == "120"] == [
        ("120", "500,00")
    ]


def test_names_stand_beside_codes_and_letters_the_encoding_lacks_are_written_by_their_nearest(year):
    rows = rows_of(written()[1])
    assert {row["CompAuxLib"] for row in rows if row["CompAuxNum"] == "F-VELO"} == {"Vélos Lukasz & fils"}
    assert {row["CompAuxLib"] for row in rows if row["CompAuxNum"] == "M0001"} == {"M0001"}


def test_what_settles_each_other_carries_the_same_letters(year):
    entry = entered(date(2025, 9, 1), ("626", 1_000), ("401", -1_000, "F-TEL"))
    reverse_entry(entry_id=entry.pk, posted_on=date(2025, 9, 2), by=PLATFORM, at=SPRING)
    name, content = written()
    lettered = [(row["CompteNum"], row["EcritureLet"]) for row in rows_of(content) if row["EcritureLet"]]
    assert lettered == [("401", "A"), ("401", "A")]
    assert (check_fec(content, name).errors, faults(content, name, 2025)) == ([], set())


def test_pay_can_be_added_up_so_that_nobody_is_in_it(year):
    entered(
        date(2025, 11, 30),
        ("6411", 5_000), ("6411", 7_000), ("421", -5_000, "M0001"), ("421", -7_000, "M0002"),
        journal="PA",
    )  # fmt: skip
    name, content = written(is_pay_centralised=True)
    pay = [(row["CompteNum"], row["Debit"], row["Credit"], row["CompAuxNum"]) for row in rows_of(content)
           if row["JournalCode"] == "PA"]  # fmt: skip
    assert pay[-2:] == [("6411", "120,00", "0,00", ""), ("421", "0,00", "120,00", "")]
    assert b"M0001" not in content
    assert (check_fec(content, name).errors, faults(content, name, 2025)) == ([], set())


def broken_amount(content: bytes) -> bytes:
    return content.replace(b"5000,00\t0,00", b"5000,01\t0,00", 1)


def without_a_piece(content: bytes) -> bytes:
    return content.replace(b"\tP-0301\t", b"\t\t", 1)


def with_semicolons(content: bytes) -> bytes:
    return content.replace(b"\t", b";")


@pytest.mark.parametrize(
    ("mutant", "fault"),
    [
        (broken_amount, "balance"),
        (without_a_piece, "empty PieceRef"),
        (with_semicolons, "shape"),
        (lambda content: content.replace(b"20250301", b"2025-03-01"), "date"),
        (lambda content: content.replace(b",00\t", b".00\t"), "amount"),
    ],
)
def test_a_broken_file_is_refused_by_both_judges(year, mutant, fault):
    name, content = written()
    changed = mutant(content)
    assert changed != content
    assert fault in faults(changed, name, 2025)
    if fault != "amount":  # the other checker takes a point for a comma
        assert check_fec(changed, name).errors != []


def test_a_gap_and_a_wrong_name_are_refused_by_both_judges(year):
    entered(date(2025, 8, 1), ("6132", 50_000), ("401", -50_000, "F-LOYER"), journal="AC")
    name, content = written()
    gap = b"\r\n".join(line for line in content.split(b"\r\n") if b"AC-2025-00002" not in line)
    assert "gap" in faults(gap, name, 2025)
    assert any("discontinue" in error for error in check_fec(gap, name).errors)
    assert "name" in faults(content, "FEC2025.txt", 2025)
    assert check_fec(content, "FEC2025.txt").errors != []


def test_without_a_siren_or_anything_to_tell_there_is_no_file(books_2025):
    with pytest.raises(NotAllowedNow, match="SIREN"):
        written()
    with pytest.raises(Invalid, match="fails its check"):
        state_registration(registration_number="732829321", by=PLATFORM)
    state_registration(registration_number="732829320", by=PLATFORM)
    with pytest.raises(NotAllowedNow, match="Nothing is in the books of 2024"):
        written(2024)


def test_the_command_writes_the_file_the_page_gives(year, tmp_path, login, capsys):
    call_command("fec", "roue-libre", "2025", "--out", str(tmp_path))
    kept = (tmp_path / NAME).read_bytes()
    answer = login(year.theo).get("/c/roue-libre/books/years/2025/fec/")
    assert (answer.content, answer["Content-Disposition"]) == (kept, f'attachment; filename="{NAME}"')
    assert str(tmp_path / NAME) in capsys.readouterr().out
    for arguments in (
        ("nobody", "2025"),
        ("roue-libre", "2024"),
        ("roue-libre", "2025", "--out", "/no/such"),
    ):
        with pytest.raises(CommandError):
            call_command("fec", *arguments)
