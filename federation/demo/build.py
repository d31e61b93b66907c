"""Builds the whole demo: the federation, then each co-op with its past, two at a time, then what they share."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from cooperatives.domain.roles import Access, Role
from cooperatives.queries.access import account, cooperative
from cooperatives.queries.here import inside
from coopplatform.journal import live as live_updates
from coopplatform.journal import relay
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.scope import scope
from deliveries.queries.stores import stores_of
from deliveries.services.stores import issue_token
from deliveries.simulation.script import script_here
from federation.demo.adopted import live_by_the_commons
from federation.demo.assemblies import meet_by_adopted_rules, meet_in_spring
from federation.demo.cast import MEMBERS, DemoCooperative
from federation.demo.commons import pool_what_we_have
from federation.demo.desk import set_up_desks
from federation.demo.dues import pay_into_the_house
from federation.demo.figures import revise, share_and_publish
from federation.demo.founded import Founded
from federation.demo.founding import PLATFORM, Tell, found_federation, found_member, found_neighbour
from federation.demo.fund import put_into_the_fund
from federation.demo.grants import help_each_other
from federation.demo.kept import Kept
from federation.demo.lending import lend_a_hand
from federation.demo.neighbours import NEIGHBOURS
from federation.demo.past import confirm_hours, days, former_year, gross_only_until, plan_ahead, play_day
from federation.demo.payroll import to_decide
from federation.demo.people import home
from federation.demo.reviewing import review_everybody
from federation.demo.roster import open_the_roster
from federation.demo.speaking import decide_together, vote_these_days
from federation.demo.tours import make_ready_for_tours
from federation.demo.year import live_until

ORDERS_A_DAY = 24
BUSY_DAYS = 6
QUIET_ORDERS_A_DAY = 4
DAYS_TO_CONFIRM = timedelta(days=2)


class DemoUnfinished(RuntimeError):
    """Founding a co-op failed; its own process has said why."""


def build(*, at: datetime, tell: Tell) -> None:
    """Found everything and play the past up to now. The same day gives the same past."""
    today = timezone.localdate(at)
    began_on = date(today.year - 1, 1, 1)
    federation_id = found_federation(founded_on=began_on, at=at)
    tell(f"{len(MEMBERS)} cooperatives, each with its town, people and past")
    for neighbour in NEIGHBOURS:
        found_neighbour(neighbour, founded_on=began_on, at=at)
    _each_in_its_own_process(MEMBERS)
    review_everybody(federation_id=federation_id, began_on=began_on, at=at, tell=tell)
    pay_into_the_house(at=at)
    tell("dues are voted, called and mostly paid")
    share_and_publish(today=today, at=at)
    put_into_the_fund(at=at)
    tell("a solidarity fund has rules, contributions and a co-op it helps")
    decide_together(at=at)
    revise(today=today, at=at)
    vote_these_days(at=at)
    tell("its figures are published and corrected, its positions voted and signed")
    pool_what_we_have(at=at)
    tell("the commons hold a wage scheme that five co-ops use")
    help_each_other(at=at)
    tell("two co-ops relay each other's parcels and share a client")
    lend_a_hand(at=at)
    tell("a courier rides a shift for another co-op, and Alma is asked to")
    meet_in_spring(at=at)
    live_by_the_commons(at=at)
    meet_by_adopted_rules(at=at)
    tell(
        "La Roue Libre has met, lives by letters, words and rules of the commons, and is called to its next assembly"
    )
    _key_of_the_first_store(at).write(Path(settings.DATA_DIR))


def build_member(plan: DemoCooperative, *, at: datetime, tell: Tell) -> None:
    """One co-op of the demo, with its past."""
    today = timezone.localdate(at)
    former = today.year - 1
    founded = found_member(plan, founded_on=date(former, 1, 1), at=at, tell=tell)
    with inside(home(plan.slug)), timezone.override(founded.zone):
        played_from = _month_before(today)
        tell("the year before")
        former_year(founded, former, played_from, at)
        tell("the year until now")
        live(founded, at, played_from=played_from)
        plan_ahead(founded, at=at)
        open_the_roster(founded, at=at)
        make_ready_for_tours(founded, script_here(), at=at)
        if plan.employer:
            set_up_desks(founded, at)
        tell("its wages and books")
        relay.read_on(founded.cooperative_id)
        relay.skip_to_end(founded.cooperative_id, live_updates.READER)


def live(founded: Founded, at: datetime, *, played_from: date) -> None:
    """The running year; its last weeks are played, so that a whole month of deliveries can be paid and counted."""
    play = partial(_play_month, founded, at)
    employer = founded.plan.employer
    if employer is None:
        gross_only_until(founded, at, played_from=played_from, play=play)
        return
    live_until(founded, employer, at, played_from=played_from, play=play)
    to_decide(founded, at)


def _each_in_its_own_process(plans: Sequence[DemoCooperative]) -> None:
    """Commits need not reach the disk one by one here: a founding that was cut short begins anew.

    Nor may the planner take fresh tables for empty ones, and compare each of their rows with each.
    """
    environment = os.environ | {"PGOPTIONS": "-c synchronous_commit=off -c enable_nestloop=off"}
    command = [sys.executable, str(settings.ROOT / "manage.py"), "found_demo", "--member"]
    running = [subprocess.Popen([*command, plan.slug], env=environment) for plan in plans]
    codes = [process.wait() for process in running]
    if any(codes):
        raise DemoUnfinished("The demo could not be founded; its reason stands above.")


def _key_of_the_first_store(at: datetime) -> Kept:
    """The API token of the store where Rosa cooks."""
    plan = MEMBERS[0]
    here, cook = cooperative(plan.slug), account(plan.people[0].email)
    assert here is not None
    assert cook is not None
    with scope(here.pk):
        store = stores_of(Access.of(cook.pk, [Role.STORE_STAFF]))[0]
        token = issue_token(store_id=store.pk, label="demo", by=PLATFORM, at=at)
    return Kept(f"{store.name} ({plan.name})", token)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _play_month(founded: Founded, at: datetime, month: date) -> None:
    """Its days until now; the last week is busy."""
    script, today = script_here(), timezone.localdate(at)
    busy, last = today - timedelta(days=BUSY_DAYS), min(last_of_month(month), today)
    for day in days(month, last):
        play_day(founded, script, day, ORDERS_A_DAY if day >= busy else QUIET_ORDERS_A_DAY, until=at)
    confirm_hours(founded, month, min(last, today - DAYS_TO_CONFIRM), at)
