"""`manage.py simulate [--speed N] [--leave EMAIL…]`, `--pause`, `--resume`: the demo's moving parts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.embedded.supervisor import stop_event
from deliveries.simulation import switch
from deliveries.simulation.loop import simulate


class Command(BaseCommand):
    help = (
        "Play restaurants, couriers and a dispatcher, until interrupted. What a person handles is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--speed", type=float, default=4.0, help="1 is as quick as real life")
        parser.add_argument(
            "--leave", nargs="*", default=[], metavar="EMAIL", help="couriers played by people"
        )
        parser.add_argument("--pause", action="store_true", help="halt a running simulation, and stop here")
        parser.add_argument("--resume", action="store_true", help="let it go on, and stop here")

    def handle(self, *args: Any, speed: float, leave: list[str], **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Simulated orders would mix with real ones: this runs with DEMO=1 only.")
        if not 0 < speed <= 20:
            raise CommandError("Choose a speed above 0, up to 20.")
        if options["pause"]:
            switch.pause()
        elif options["resume"]:
            switch.resume()
        else:
            simulate(speed=speed, left=leave, should_stop=stop_event().is_set)
