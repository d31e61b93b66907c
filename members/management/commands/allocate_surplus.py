"""`manage.py allocate_surplus FILE.json`: share out surpluses by the rules of a legal form; needs no database.

FILE holds one case or a list of cases ("cases": [...] or a plain list). A case:

    {"id": "ours-2025", "legal_form": "scop" | "scic" | "be_sc" | "es_trabajo",
     "surplus_cents": 4000000, "losses_brought_forward_cents": 0,
     "legal_reserve_cents": 1200000, "highest_capital_cents": 3000000,   (or "capital_cents"; else the members' sum)
     "public_aid_cents": 0,          (SCIC)    "other_result_cents": 0,  (Spain: what came from outside)
     "statutes": {...},
     "members": [{"id": "A", "hours": 1607, "wages_cents": 2280000, "activity_cents": 0, "capital_cents": 0,
                  "months_present": 12, "months_of_seniority": 12, "seniority_coefficient": 1}]}

Statutes by form (per cent; keys are hours, wages, equal, mixed = half hours half equal, activity):

    scop        work_percent, key, interest_percent, development_percent
    scic        tmop_percent, interest_percent, statutory_percent
    be_sc       reserve_percent, dividend_percent (net), ristourne_percent, withholding_percent, key,
                passes_net_asset_test, passes_liquidity_test
    es_trabajo  legal_interest_percent, fro_percent, fep_percent, other_fro_percent, interest_percent,
                retorno_percent, key

A case may also ask what a leaving member gets back: "refund": {"units", "nominal_cents", "losses_cents",
"absorbed_by_reserves_cents", "capital_cents"}. Each case is answered with one JSON object a line.
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.kernel.errors import Invalid
from members.domain.surplus.reading import allocated


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        from argparse import RawDescriptionHelpFormatter

        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a JSON file of cases")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        refused = 0
        for number, case in enumerate(_cases(file), start=1):
            try:
                if not isinstance(case, dict):
                    raise Invalid("not_an_object", "A case is a JSON object.")
                answer = allocated(case)
            except Invalid as problem:
                refused += 1
                name = case.get("id", number) if isinstance(case, dict) else number
                answer = {"id": name, "error": problem.message % problem.params, "code": problem.code}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if refused:
            raise CommandError(f"{refused} of the cases cannot be: see their errors.")


def _cases(file: Path) -> list[Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CommandError(f"{file} cannot be read as JSON: {problem}") from problem
    if isinstance(read, dict) and isinstance(read.get("cases"), list):
        return list(read["cases"])
    return read if isinstance(read, list) else [read]
