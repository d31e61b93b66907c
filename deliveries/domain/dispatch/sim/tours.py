"""Planned tours on a synthetic day, with VROOM's answer to the same problem beside them. Prints one JSON line.

python -m deliveries.domain.dispatch.sim.tours --stops 500 --bikes 30 --seed 0 --seconds 15
"""

import argparse
import json
import sys

from deliveries.domain.dispatch.sim.answers import Stopwatch, by_vroom, figures
from deliveries.domain.dispatch.sim.city import city
from deliveries.domain.dispatch.tours.planning import plan


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stops", type=int, default=500)
    parser.add_argument("--bikes", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument(
        "--vroom-level", type=int, default=1, help="how far VROOM looks, 0 to 5; −1 does not ask it"
    )
    asked = parser.parse_args()
    problem = city(asked.stops, asked.bikes, asked.seed)
    watch = Stopwatch()
    planned = plan(problem, seconds=asked.seconds, seed=asked.seed)
    answer = {
        "stops": asked.stops,
        "bikes": asked.bikes,
        "seed": asked.seed,
        "seconds": asked.seconds,
        **watch.read(),
        **figures(problem, planned),
    }
    if asked.vroom_level >= 0:
        watch = Stopwatch()
        other = by_vroom(problem, asked.vroom_level)
        answer["vroom"] = {"level": asked.vroom_level, **watch.read(), **figures(problem, other)}
        if other.travel_seconds:
            answer["travel_to_vroom"] = round(planned.travel_seconds / other.travel_seconds, 4)
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
