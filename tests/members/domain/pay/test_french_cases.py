"""The French engine beside URSSAF's own model (modele-social, MIT): every line and every total of each case.

`cases.json` holds the published cases, `more_cases.json` drawn ones: other months, hours, bonuses, headcounts, rates
and pay far above the ceiling. The model does not round each line, so a line may differ by two cents.
"""

import json
from pathlib import Path

import pytest

from members.domain.pay.fr.reading import answered

HERE = Path(__file__).parent
CASES = [
    case
    for name in ("cases.json", "more_cases.json")
    for case in json.loads((HERE / name).read_text(encoding="utf-8"))["cases"]
]
LINE, TOTAL, TAXABLE_NET = 0.02, 0.05, 0.60
DUST = 1e-9


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_line_and_total_is_that_of_the_model(case):
    answer = answered({"id": case["id"], "inputs": case["inputs"]})

    assert set(case["lines"]) <= set(answer["lines"])
    for key, amount in case["lines"].items():
        assert answer["lines"][key] == pytest.approx(amount, abs=LINE + DUST), key
    for name, amount in case["expected"].items():
        tolerance = TAXABLE_NET if name == "taxable_net" else TOTAL
        assert answer["expected"][name] == pytest.approx(amount, abs=tolerance + DUST), name
