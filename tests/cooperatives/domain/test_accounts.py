import pytest

from cooperatives.domain.accounts import check_new_account
from cooperatives.domain.charts import PCG, PLAIN, Chart, Kind
from cooperatives.domain.fec import is_siren, letters
from cooperatives.domain.journals import check_journal, journal_name
from coopplatform.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("code", "name", "chart", "refusal"),
    [
        ("9123", "Elsewhere", PCG, "no_such_class"),
        ("812", "Special", PCG, "no_such_class"),
        ("4123", "A class the plain chart lacks", PLAIN, "no_such_class"),
        ("606A", "Letters", PCG, "code_not_digits"),
        ("６０６", "Wide digits", PCG, "code_not_digits"),
        ("6", "Too short", PCG, "code_length"),
        ("6" * 13, "Too long", PCG, "code_length"),
        ("6064", "Known", PCG, "account_taken"),
        ("60641", "  ", PCG, "no_name"),
        ("60641", "x" * 121, PCG, "name_too_long"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(code: str, name: str, chart: Chart, refusal: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_new_account(code, name, chart=chart, taken={"6064"})
    assert refused.value.code == refusal


def test_the_kind_of_an_account_follows_from_its_class() -> None:
    check_new_account("60641", "Paper", chart=PCG, taken=[])
    found = [PCG.kind_of(code) for code in ("60641", "7061", "2182", "1641", "10131", "9")]
    assert found == [Kind.EXPENSE, Kind.INCOME, Kind.ASSET, Kind.LIABILITY, Kind.EQUITY, None]


def test_journals_are_called_as_the_country_calls_them() -> None:
    assert [journal_name("AN", country) for country in ("FR", "BE", "FI")] == [
        "À-nouveaux",
        "À-nouveaux",
        "Opening balances",
    ]
    with pytest.raises(Invalid):
        check_journal("XX")


def test_lettrage_counts_in_letters() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_siren_is_checked_by_its_sum() -> None:
    assert [is_siren(text) for text in ("732829320", "732829321", "000000000", "73282932", "7328293２0")] == [
        True,
        False,
        False,
        False,
        False,
    ]
