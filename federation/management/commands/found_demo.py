"""`manage.py found_demo`: the demo federation with its past, by calling services. Only with DEMO=1."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cooperatives.queries.access import cooperative
from federation.demo.build import DemoUnfinished, build, build_member
from federation.demo.cast import FEDERATION, MEMBERS


class Command(BaseCommand):
    help = "Found the demo federation: its co-ops, their people and their past."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--member", metavar="SLUG", choices=[plan.slug for plan in MEMBERS])

    def handle(self, *args: Any, member: str | None, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo accounts have a known password: this runs with DEMO=1 only.")
        plan = next((plan for plan in MEMBERS if plan.slug == member), None)
        if cooperative(plan.slug if plan else FEDERATION) is not None:
            raise CommandError("The demo is founded already; `make demo-reset` begins anew.")
        began, name = time.monotonic(), plan.name if plan else "Federation"

        def tell(step: str) -> None:
            self.stdout.write(f"{time.monotonic() - began:5.1f} s  {name}: {step}")

        try:
            if plan:
                build_member(plan, at=timezone.now(), tell=tell)
            else:
                build(at=timezone.now(), tell=tell)
        except DemoUnfinished as problem:
            raise CommandError(str(problem)) from problem
        tell("done")
