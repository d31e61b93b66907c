"""The three solution files that the published evaluator reads."""

from pathlib import Path

from deliveries.domain.dispatch.sim.world import Job, World


def write_solution(world: World, folder: Path) -> None:
    """Writes `solution_info_{assignments,orders,couriers}.txt` into `folder`, made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = sorted((job for job in world.jobs if not job.is_void), key=lambda j: (j.assigned, j.courier))
    _write(
        folder / "solution_info_assignments.txt",
        "assignment_time pickup_time courier orders",
        [f"{job.assigned} {job.pickup} {job.courier} {' '.join(job.orders)}" for job in jobs],
    )
    carried = {o: job for job in jobs for o in job.orders}
    _write(
        folder / "solution_info_orders.txt",
        "order placement_time ready_time pickup_time dropoff_time courier",
        [
            f"{o.id} {o.placed} {o.ready} {job.pickups[o.id]} {job.dropoffs[o.id]} {job.courier}"
            for o in world.day.orders
            if (job := carried.get(o.id))
        ],
    )
    _write(
        folder / "solution_info_couriers.txt",
        "courier departure_time origin destination",
        [
            line
            for rider in world.riders.values()
            for number, job in enumerate(rider.jobs)
            for line in _moves(world, job, is_first=number == 0)
        ],
    )


def _moves(world: World, job: Job, *, is_first: bool) -> list[str]:
    """Every ride of a job; the first of a day begins at the courier's on-location, written 0."""
    day = world.day
    at, place = job.departs, job.origin
    name = "0" if is_first else place.id
    lines = []
    for stop, arrival in zip(job.stops, job.arrivals, strict=True):
        lines.append(f"{job.courier} {at} {name} {stop.id}")
        there = [job.pickups[o] for o in job.orders if world.orders[o].restaurant == stop.id]
        at, place, name = max(arrival, *there) + world.after, stop, stop.id
    if not job.is_void:
        for o in job.orders:
            door = world.orders[o].door
            lines.append(f"{job.courier} {at} {name} {door.id}")
            at += day.ride(place, door) + world.hand + world.leave_door
            place, name = door, door.id
    return lines


def _write(path: Path, header: str, lines: list[str]) -> None:
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
