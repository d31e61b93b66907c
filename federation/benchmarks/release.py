"""A quarter's release from the database, where so many co-ops shared three months each: twice, then as a correction."""

import cProfile
import json
import os
import pstats
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from django.db import connection

from cooperatives.models import Cooperative, User
from cooperatives.services.founding import found_cooperative
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.own_database import analyse, own_database
from coopplatform.tenancy.scope import scope
from federation.benchmarks.statistics import MONTHS, generated
from federation.domain.release.files import withheld
from federation.domain.release.period import Quarter
from federation.domain.statistics.figures import MonthFigures
from federation.queries.building import built
from federation.services.admitting import admit_cooperative
from federation.services.contributing import declare_contribution
from federation.services.publishing import publish_release

FEDERATION, BENCH = "bench-federation", Actor.platform("bench")
PERIOD = str(Quarter.of(MONTHS[0]))
FOUNDED_ON, AT = date(2024, 1, 1), datetime(2026, 10, 20, 12, tzinfo=UTC)
DELIVERIES_EACH = 10_000
BAR_SECONDS = 30
"""For the release of 50 co-ops."""
FIRST, AGAIN, CORRECTION = "first", "again", "correction"


def release(cooperatives: int, *, profiled: int = 0) -> dict[str, Any]:
    """Seconds, queries and bytes of the builds; `profiled`: the slowest so many functions of one more."""
    with own_database():
        furnish(cooperatives)
        analyse()
        figures = builds()
        if profiled:
            figures["profile"] = _profile(profiled)
    return figures


def furnish(cooperatives: int) -> None:
    """A federation, its members, and what each shared of the three months of a quarter."""
    person = Actor.person(User.objects.create_user(email="person@bench.example", name="Person").pk)
    federation = _found(FEDERATION, "FR", kind=Cooperative.Kind.FEDERATION)
    stored = [
        (month, MonthFigures.from_json(json.loads(text)))
        for month, text in generated(cooperatives, cooperatives * DELIVERIES_EACH)
    ]
    for (slug, country), months in groupby(stored, key=lambda one: (one[1].cooperative, one[1].country)):
        member = _found(slug, country)
        with scope(federation.pk):
            admit_cooperative(slug=slug, on=FOUNDED_ON, by=person, at=AT)
        with scope(member.pk):
            for month, figures in months:
                declare_contribution(
                    month=month, values=figures.values, pay_groups=figures.pay_groups, by=person, at=AT
                )


def builds() -> dict[str, Any]:
    """What `build_release` does, twice, and whether both wrote the same bytes; then over a published version."""
    with TemporaryDirectory() as folder:
        turns = {name: _turn(Path(folder, name)) for name in (FIRST, AGAIN)}
        first, again = (_written(Path(folder, name)) for name in turns)
        _publish()
        turns[CORRECTION] = _turn(Path(folder, CORRECTION))
    slowest = max(turn["seconds"] for turn in turns.values())
    return {
        "bench": "release",
        "cpus": os.cpu_count(),
        "load_average": [round(each, 1) for each in os.getloadavg()],
        "turns": turns,
        "files": len(first),
        "bytes_of_files": sum(map(len, first.values())),
        "same_bytes": first == again,
        "seconds": slowest,
        "bar_seconds": BAR_SECONDS,
        "is_within_bar": slowest <= BAR_SECONDS,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _turn(folder: Path) -> dict[str, Any]:
    began = perf_counter()
    with _counting() as queries:
        made = built(PERIOD)
        made.write_to(folder)
    taken = perf_counter() - began
    return {
        "seconds": round(taken, 2),
        "queries": queries(),
        "cooperatives": len(made.body["panel"]),
        "contributions": sum(len(member["months"]) for member in made.body["panel"]),
        "withheld": len(withheld(made.body)),
    }


def _publish() -> None:
    with scope(Cooperative.objects.get(slug=FEDERATION).pk):
        publish_release(period=PERIOD, by=BENCH, at=AT)


@contextmanager
def _counting() -> Iterator[Callable[[], int]]:
    """How many statements have been sent since."""
    sent = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(*statement)

    with connection.execute_wrapper(count):
        yield lambda: sent


def _written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _profile(most: int) -> list[str]:
    """The functions of one build that take longest, each with its own seconds and those of all below it."""
    watch = cProfile.Profile()
    watch.runcall(built, PERIOD)
    stats: Any = pstats.Stats(watch).sort_stats("tottime")
    rows = [(stats.stats[function], function) for function in stats.fcn_list[:most]]
    return [
        f"{own:.2f} {whole:.2f} s, {calls} times: {Path(file).name}:{line} {name}"
        for (_primitive, calls, own, whole, _callers), (file, line, name) in rows
    ]


def _found(slug: str, country: str, *, kind: str = Cooperative.Kind.MEMBER) -> Cooperative:
    return found_cooperative(
        slug=slug,
        name=slug.title(),
        country=country,
        currency="EUR",
        timezone="Europe/Paris",
        founded_on=FOUNDED_ON,
        terms={"pricing": {}, "dispatch": {}, "pay": {}, "surplus": {}},
        kind=kind,
        by=BENCH,
        at=AT,
    )
