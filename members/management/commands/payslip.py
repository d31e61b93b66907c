"""`manage.py payslip FILE.json`: payslips of months described in JSON; needs no database.

FILE holds one case or a list of cases ("cases": [...] or a plain list). A case is {"id", "country", "inputs"};
anything else in it is ignored, the country is FR unless it says otherwise. Inputs for France (euros, per cent, hours
of the month; those with a default may be left out):

    month "2026-03"; contract "CDI"; status "non-cadre"; alsace_moselle false
    weekly_hours (35), hourly_gross, overtime_hours (0), complementary_hours (0), bonus (0)
    headcount, atmp_rate_pct, versement_mobilite_pct (0)
    health_plan_total (0), health_plan_employer_share (0.5)
    conventional_hourly (0), prevoyance_employee_pct (0), prevoyance_employer_pct (0), apprentices_pct (0)
    paid_share (1)        pay due over the pay of a full month: entry, exit, absence
    employed_share (1)    calendar days under contract over those of the month
    withholding_rate_pct  the tax office's rate; left out: the neutral grid
    year_so_far           {"gross", "smic", "reduction", "tax_free_overtime"} of the year's earlier months (the sums
                          of their `carry_forward`): the reduction is then regularised over the year

The bonus is one that does not enter the rate of overtime (a yearly or exceptional one). Each case is answered with one
JSON object a line: {"id", "expected", "lines", "withholding", "carry_forward"}, or {"id", "error", "field"}.

"country": "BE" (manual workers, SCP 140.03) goes as far as ONSS and the employer's charge and says what is left out:
month, hourly_gross, weekly_hours (38), overtime_hours, sunday_or_holiday_hours, bonus, headcount, employer_rate_pct.
"""

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.kernel.errors import Invalid
from members.domain.pay.countries import answerer


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a JSON file of cases")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        refused = 0
        for number, case in enumerate(_cases(file), start=1):
            try:
                if not isinstance(case, dict):
                    raise Invalid("not_an_object", "A case is a JSON object.")
                answer = answerer(str(case.get("country", "FR")))(case)
            except Invalid as problem:
                refused += 1
                name = case.get("id", number) if isinstance(case, dict) else number
                answer = {"id": name, "error": str(problem), "field": problem.field, "code": problem.code}
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
