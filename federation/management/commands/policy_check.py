"""`manage.py policy_check FILE…`: whether policies pass the gate of the commons, and why not; needs no database.

FILE is TOML, or JSON with the same fields (`data/policies/` holds examples of every kind):

    kind = "pricing"            # pricing, dispatch_weights, wage_scheme, availability_rule, document_template,
                                # translation_overlay, criteria_set, assembly_rules
    slug = "cargo"              # small letters, figures and dashes
    title = "Cargo bikes"
    version = "1.0.0"           # three numbers
    licence = "CC-BY-SA-4.0"    # this one unless CC-BY-4.0 or CC0-1.0 is named
    summary = "…"  changelog = "…"
    amounts_note = "…"          # why amounts may be shared, where a price list does not keep them as parameters
    claims = []                 # of a price list: "dearer_with_distance"

    [parameters.base]           # "@base" in the body stands for it, and @base inside of a formula
    says = "Base price"
    unit = "cents"              # cents, metres, grams, minutes, hours, percent, permille, ten_thousandths, count
    min = 200
    max = 1500
    default = 500               # may be left out: then each co-op must fill it in

    [body]                      # what it holds is told at the head of federation/domain/commons/kinds/<kind>.py

    [[golden]]                  # what must come out; at least one, but for overlays
    name = "Two kilometres"
    parameters = { base = 500 }
    given = { metres = 2000, bags = 1 }
    expect = { net_cents = 500 }

Each file is answered with its steps, or with a JSON object a line (`--json`). The exit code is 1 where one is refused.
"""

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.kernel.errors import Invalid, sentence_of
from coopplatform.web.wording import write
from federation.domain.commons.gate import Check, Report
from federation.domain.commons.reading import document_from
from federation.services.commons.checking import checked


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="policies, in TOML or JSON")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")

    def handle(self, *args: Any, files: list[Path], as_json: bool, **options: Any) -> None:
        refused = 0
        for file in files:
            report = _report(file)
            refused += not report.passed
            if as_json:
                self.stdout.write(json.dumps({"file": str(file), **_told(report)}, ensure_ascii=False))
            else:
                self._say(file, report)
        if refused:
            raise CommandError(f"{refused} of {len(files)} refused: see why above.")

    def _say(self, file: Path, report: Report) -> None:
        self.stdout.write(f"{file}: {'accepted' if report.passed else 'refused'} {report.sha256[:12]}")
        for check in report.checks:
            mark = "look" if check.is_for_people else "ok" if check.passed else "NO"
            self.stdout.write(f"  {mark:4} {check.step:10} {write(check.words)}")


def _report(file: Path) -> Report:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{file} cannot be read: {problem}") from problem
    try:
        return checked(document_from(text))
    except Invalid as problem:
        return Report("", (Check("shape", False, sentence_of(problem)),))


def _told(report: Report) -> dict[str, Any]:
    steps = [
        {"step": check.step, "passed": check.passed, "words": write(check.words)} for check in report.checks
    ]
    cost = report.cost.as_json() if report.cost else None
    return {"accepted": report.passed, "sha256": report.sha256, "checks": steps, "cost": cost}
