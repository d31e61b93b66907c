"""`manage.py payslip` on its own: no database, every case answered or refused by its field."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coopplatform.kernel.errors import Invalid
from members.domain.pay.countries import answerer, countries
from members.domain.pay.fr.reading import month_of

ROOT = Path(__file__).resolve().parents[4]
GOOD = {"month": "2026-03", "hourly_gross": 12.02, "headcount": 20, "atmp_rate_pct": 2.08}


def test_it_answers_the_good_cases_and_names_the_field_of_the_bad_one(tmp_path):
    file = tmp_path / "cases.json"
    bad = GOOD | {"month": "2027-01"}
    cases = [{"id": "a", "inputs": GOOD}, {"id": "b", "inputs": bad}, {"id": "c", "inputs": GOOD}]
    file.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}

    run = subprocess.run(
        [sys.executable, "manage.py", "payslip", str(file)],
        cwd=ROOT,
        env=os.environ | nowhere,
        capture_output=True,
        text=True,
        check=False,
    )

    first, second, third = map(json.loads, run.stdout.splitlines())
    assert run.returncode != 0
    assert first["expected"]["net_before_tax"] == third["expected"]["net_before_tax"] == 1443.11
    assert second["id"] == "b"
    assert "2027-01-01" in second["error"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("month", "2026-13"),
        ("month", None),
        ("hourly_gross", -1),
        ("hourly_gross", "much"),
        ("hourly_gross", float("nan")),
        ("hourly_gross", True),
        ("headcount", 0),
        ("headcount", 2.5),
        ("atmp_rate_pct", None),
        ("weekly_hours", 39),
        ("complementary_hours", 5),
        ("contract", "apprentissage"),
        ("status", "cadre"),
        ("alsace_moselle", True),
        ("lodeom", True),
        ("health_plan_total", 900),
        ("employed_share", 0.5),
        ("year_so_far", 7),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(field, value):
    with pytest.raises(Invalid) as refusal:
        month_of(GOOD | {"health_plan_employer_share": 1} | {field: value})
    assert refusal.value.field in {field, "paid_share"}
    assert refusal.value.field in str(refusal.value)


def test_a_part_timer_cannot_reach_the_legal_week():
    with pytest.raises(Invalid, match="complementary_hours"):
        month_of(GOOD | {"weekly_hours": 30, "complementary_hours": 21.67})


def test_a_folder_is_a_country(tmp_path, monkeypatch):
    folder = tmp_path / "toyland" / "zz"
    folder.mkdir(parents=True)
    for package in (folder.parent, folder):
        (package / "__init__.py").touch()
    (folder / "reading.py").write_text("def answered(case):\n    return {'id': case['id'], 'toy': 1}\n")
    monkeypatch.syspath_prepend(tmp_path)

    assert countries("toyland") == ("ZZ",)
    assert answerer("ZZ", "toyland")({"id": "t"}) == {"id": "t", "toy": 1}
    assert "FR" in countries()
    with pytest.raises(Invalid, match="XX"):
        answerer("XX")
