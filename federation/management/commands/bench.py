"""`manage.py bench orders`, `dispatch`, `board`, `positions`, `export`, `payroll`, `policy`, `statistics`, `release`.

Each prints what it measured as a line of JSON.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deliveries.benchmarks.board import board
from deliveries.benchmarks.export import export
from deliveries.benchmarks.orders import orders
from deliveries.benchmarks.positions import positions
from deliveries.benchmarks.ticks import ticks
from federation.benchmarks.policy import policy
from federation.benchmarks.release import release
from federation.benchmarks.statistics import statistics
from members.benchmarks.pay_run import MOST_MEMBERS, whole_run
from members.benchmarks.payroll import payroll


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        placing = what.add_parser("orders", help="orders and lists of 50 a second over HTTP")
        placing.add_argument("--seconds", type=float, default=10.0, help="for each number of clients")
        dispatch = what.add_parser("dispatch", help="a tick of automatic dispatch, database included")
        dispatch.add_argument("--couriers", type=int, default=300)
        dispatch.add_argument("--orders", type=int, default=150)
        dispatch.add_argument("--ticks", type=int, default=60)
        looking = what.add_parser(
            "board", help="the dispatch board: first load, and a change to open sockets"
        )
        looking.add_argument("--couriers", type=int, default=300)
        looking.add_argument("--tasks", type=int, default=2000, help="open stops of the day")
        looking.add_argument("--history", type=int, default=10_000, help="orders of the days before")
        looking.add_argument("--sockets", type=int, default=300)
        looking.add_argument("--rounds", type=int, default=60)
        moving = what.add_parser("positions", help="positions a second from phones to partition and board")
        moving.add_argument("--couriers", type=int, default=10_000)
        moving.add_argument("--every", type=float, default=3.0, help="seconds between a phone's fixes")
        moving.add_argument("--seconds", type=float, default=30.0)
        taking = what.add_parser(
            "export", help="a year of orders as a file, memory included, and the reports"
        )
        taking.add_argument("--rows", type=int, default=100_000)
        taking.add_argument("--format", choices=("csv", "xlsx"), default="csv")
        pooling = what.add_parser("policy", help="a compiled price beside its Python twin, and a trial")
        pooling.add_argument("--replay", type=int, default=0, help="deliveries to try on; 0: none")
        paying = what.add_parser(
            "payroll", help="French payslips a second, then a whole run with PDFs and books"
        )
        paying.add_argument("--members", type=int, default=10_000, help="payslips of the engine alone")
        paying.add_argument("--run", type=int, default=1_000, help="members of the whole run; 0: none")
        counting = what.add_parser(
            "statistics", help="a release from generated contributions, and how it grows"
        )
        counting.add_argument("--cooperatives", type=int, default=1_000)
        counting.add_argument("--deliveries", type=int, default=10_000_000, help="of the quarter, in all")
        releasing = what.add_parser("release", help="build_release from the database, twice")
        releasing.add_argument("--cooperatives", type=int, default=50)
        releasing.add_argument("--profile", type=int, default=0, help="slowest functions to list; 0: none")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "orders":
            self._orders(options["seconds"])
        elif what == "export":
            self._export(options["rows"], options["format"])
        elif what == "payroll":
            self._payroll(options["members"], options["run"])
        elif what == "policy":
            self._policy(options["replay"])
        elif what == "board":
            self._board(options)
        elif what == "statistics":
            self._statistics(options["cooperatives"], options["deliveries"])
        elif what == "release":
            self._release(options["cooperatives"], options["profile"])
        elif what == "positions":
            self._positions(options["couriers"], options["every"], options["seconds"])
        else:
            self._dispatch(options["couriers"], options["orders"], options["ticks"])

    def _orders(self, seconds: float) -> None:
        if not 1 <= seconds <= 120:
            raise CommandError("Between 1 and 120 seconds, please.")
        figures, refused = orders(seconds)
        self.stdout.write(json.dumps(figures))
        if refused:
            raise CommandError(f"{len(refused)} requests were refused, the first one: {refused[0]}")

    def _dispatch(self, couriers: int, open_orders: int, rounds: int) -> None:
        if not (1 <= couriers <= 900 and 1 <= open_orders <= 2000 and 1 <= rounds <= 500):
            raise CommandError("At most 900 couriers, 2000 orders and 500 ticks, please.")
        self.stdout.write(json.dumps(ticks(couriers=couriers, open_orders=open_orders, rounds=rounds)))

    def _board(self, options: dict[str, Any]) -> None:
        couriers, tasks, history, sockets, rounds = (
            options[name] for name in ("couriers", "tasks", "history", "sockets", "rounds")
        )
        if not (1 <= couriers <= 900 and couriers * 2 <= tasks <= 10_000 and 0 <= history <= 100_000):
            raise CommandError("At most 900 couriers and 10000 tasks, two or more each, please.")
        if not (1 <= sockets <= 1000 and 5 <= rounds <= 500):
            raise CommandError("At most 1000 sockets, and between 5 and 500 rounds, please.")
        figures = board(couriers=couriers, tasks=tasks, history=history, sockets=sockets, rounds=rounds)
        self.stdout.write(json.dumps(figures))

    def _positions(self, couriers: int, every: float, seconds: float) -> None:
        if not (1 <= couriers <= 20_000 and 1 <= every <= 60 and 5 <= seconds <= 300):
            raise CommandError(
                "At most 20000 couriers, a fix every 1 to 60 seconds, 5 to 300 seconds, please."
            )
        self.stdout.write(json.dumps(positions(couriers=couriers, every=every, seconds=seconds)))

    def _export(self, rows: int, kind: str) -> None:
        if not 1000 <= rows <= 1_000_000:
            raise CommandError("Between 1000 and 1000000 orders, please.")
        self.stdout.write(json.dumps(export(rows, kind)))

    def _statistics(self, cooperatives: int, deliveries: int) -> None:
        if not (12 <= cooperatives <= 5_000 and cooperatives * 30 <= deliveries <= 100_000_000):
            raise CommandError("Between 12 and 5000 co-ops, 30 deliveries each and 100000000 in all, please.")
        self.stdout.write(json.dumps(statistics(cooperatives, deliveries)))

    def _release(self, cooperatives: int, profiled: int) -> None:
        if not (3 <= cooperatives <= 1_000 and 0 <= profiled <= 100):
            raise CommandError("Between 3 and 1000 co-ops, and at most 100 functions, please.")
        figures = release(cooperatives, profiled=profiled)
        self.stdout.write(json.dumps(figures))
        if not figures["same_bytes"]:
            raise CommandError("The same contributions gave two different releases.")
        if not figures["is_within_bar"]:
            raise CommandError(f"A release took longer than {figures['bar_seconds']} s.")

    def _policy(self, replayed: int) -> None:
        if not 0 <= replayed <= 500_000:
            raise CommandError("At most 500000 deliveries, please.")
        figures = policy(replayed)
        self.stdout.write(json.dumps(figures))
        if not figures["is_within_bar"]:
            raise CommandError(f"A compiled price costs more than {figures['bar_microseconds']} µs.")

    def _payroll(self, members: int, run: int) -> None:
        if not (1 <= members <= 1_000_000 and 0 <= run <= MOST_MEMBERS):
            raise CommandError(
                f"At most 1000000 payslips of the engine, {MOST_MEMBERS} of a whole run, please."
            )
        self.stdout.write(json.dumps(payroll(members)))
        if run:
            self.stdout.write(json.dumps(whole_run(run, tell=self.stderr.write)))
