"""`manage.py simulate_fund [--json] [--seed 1 …]`: what each rate of contribution comes to, by the rules in force.

The same seed prints the same curve. Without rules in force the usual ones are tried, without published histories the
made-up ones.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.kernel.errors import DomainError
from federation.domain.means.fund import FundRules, percent_of
from federation.domain.means.simulation import BOUNDS, Parameters
from federation.queries.means.fund import version_in_force
from federation.services.means.fund_rules import simulation_body


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        usual = Parameters().as_json()
        for name in BOUNDS:
            parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=usual[name])
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        version = version_in_force()
        try:
            parameters = Parameters.read({name: options[name] for name in BOUNDS})
        except DomainError as problem:
            raise CommandError(str(problem)) from problem
        body = simulation_body(version.rules if version else FundRules(), parameters)
        if as_json:
            self.stdout.write(json.dumps(body, sort_keys=True, indent=2))
            return
        self.stdout.write(f"{parameters}; histories {body['histories'][:12] or 'made up'}")
        self.stdout.write(
            f"without a fund {percent_of(body['curve']['without']):>6} % of co-op-years above 5 %"
        )
        for point in body["curve"]["points"]:
            low, middle, high = (percent_of(one) for one in point["balance"])
            self.stdout.write(
                f"{percent_of(point['rate']):>3} % of surplus  {percent_of(point['uncovered']):>6} %"
                f"  claims paid {percent_of(point['covered']):>6} %  balance {low} / {middle} / {high} %"
            )
