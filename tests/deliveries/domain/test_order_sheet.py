"""A sheet of orders: columns under many names, and mistakes that name theirs."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.order_sheet import Asked, columns_of, in_column, read_line

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 28, 10, 0, tzinfo=UTC)
HEADER = ["Destinataire", "Téléphone", "Adresse", "Étage", "Note", "Date", "Prête à", "Sacs", "Poids"]


def asked(header: list[str], cells: list[str]) -> Asked:
    return read_line(cells, columns_of(header), today=date(2026, 3, 28), now=NOW, zone=PARIS)


def test_a_line_is_read_by_what_its_columns_are_called():
    cells = [
        "Mme Rossi",
        "06 12 45 80 17",
        "14 rue Grimaldi",
        "B, 3e",
        "Sonner",
        "28/03/2026",
        "18h30",
        "2",
        "1,5",
    ]
    assert asked(HEADER, cells) == Asked(
        name="Mme Rossi",
        phone="06 12 45 80 17",
        email="",
        address="14 rue Grimaldi",
        instructions="B, 3e\nSonner",
        ready_at=datetime(2026, 3, 28, 17, 30, tzinfo=UTC),
        window=None,
        bags=2,
        grams=1500,
        goods_cents=0,
        point=None,
    )


def test_an_e_mail_is_taken_or_refused_by_its_column():
    found = asked(["name", "address", "courriel"], ["R", "14 rue G", "r@example.org"])
    assert found.email == "r@example.org"
    with pytest.raises(Invalid, match="This is not an e-mail address") as refused:
        asked(["name", "address", "courriel"], ["R", "14 rue G", "r@example"])
    assert refused.value.field == "email"


def test_name_and_address_are_enough_and_more_columns_do_no_harm():
    found = asked(["name", "colour", "address"], ["Mme Rossi", "red", "14 rue Grimaldi"])
    assert (found.ready_at, found.bags, found.window, found.instructions) == (NOW, 1, None, "")


def test_a_window_past_midnight_ends_the_day_after():
    found = asked(["name", "address", "from", "until"], ["R", "14 rue G", "23:00", "01:00"])
    assert found.window == TimeWindow(
        datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 0, tzinfo=UTC)
    )
    assert found.ready_at == found.window.after


@pytest.mark.parametrize(
    ("header", "cells", "code", "column"),
    [
        (["name", "address"], ["", "14 rue G"], "cell_empty", "name"),
        (["Nom", "Adresse"], ["Rossi"], "cell_empty", "Adresse"),
        (["name", "address", "jour"], ["R", "14 rue G", "31/02/2026"], "bad_day", "jour"),
        (["name", "address", "ready"], ["R", "14 rue G", "25:00"], "bad_clock", "ready"),
        (["name", "address", "date", "ready"], ["R", "x", "2026-03-29", "02:30"], "no_such_hour", "ready"),
        (["name", "address", "de"], ["R", "14 rue G", "10:00"], "half_a_window", None),
        (["name", "address", "de", "à"], ["R", "x", "10:00", "10:00"], "empty_window", "à"),
        (["name", "address", "kg"], ["R", "14 rue G", "heavy"], "bad_number", "kg"),
        (["name", "address", "kg"], ["R", "14 rue G", "NaN"], "bad_number", "kg"),
        (["name", "address", "colis"], ["R", "14 rue G", "1.5"], "not_whole", "colis"),
        (["name", "address", "lat", "lon"], ["R", "x", "95", "7"], "bad_point", "lat"),
        (["name", "address"], ["R" * 301, "x"], "cell_too_long", "name"),
    ],
)
def test_a_mistake_names_its_column(header, cells, code, column):
    with pytest.raises(Invalid) as refused:
        asked(header, cells)
    told = in_column(refused.value, header, columns_of(header))
    assert (refused.value.code, told and str(told)) == (code, column)


@pytest.mark.parametrize(
    ("header", "code"),
    [(["name"], "columns_missing"), (["name", "adresse", "rue"], "column_twice"), ([], "columns_missing")],
)
def test_a_header_that_lacks_or_repeats_a_column_is_refused(header, code):
    with pytest.raises(Invalid) as refused:
        columns_of(header)
    assert refused.value.code == code
