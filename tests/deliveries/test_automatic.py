"""Where the charter lets it, the engine adopts its own suggestions, until a person says stop."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cooperatives.services.founding import adopt_charter
from coopplatform.journal import relay
from deliveries.domain.dispatch import decide_safely
from deliveries.models import Decision, DispatchSwitch
from deliveries.queries.suggestions import suggestions
from deliveries.services import automatic
from deliveries.services.automatic import dispatch_automatically, resume_automatic, stop_automatic
from tests.conftest import PLATFORM, TERMS, placed

HTMX = {"HX-Request": "true"}


def let_it_run(cast, now, **terms):
    with cast.inside():
        adopt_charter(
            terms=TERMS | {"dispatch": {"mode": "automatic", **terms}},
            valid_from=timezone.localdate(now),
            by=PLATFORM,
            at=now,
        )


def moment(cast, now):
    """When the suggestion has to leave."""
    with cast.inside():
        (suggestion,) = suggestions(now).decision.suggestions
    return now + timedelta(seconds=max(0, suggestion.leave_at - int(now.timestamp())))


def test_a_suggestion_is_adopted_when_its_moment_comes_and_not_before(roue, now):
    let_it_run(roue, now)
    order = placed(roue, now)
    leave = moment(roue, now)
    with roue.inside():
        early = leave - timedelta(minutes=2)
        assert dispatch_automatically(at=early) == 0
        assert dispatch_automatically(at=leave) == 1
        decision = Decision.objects.get()
        assert set(order.delivery.tasks.values_list("assignee", flat=True)) == {roue.courier_id}
    assert (decision.kind, decision.decided_by) == ("automatic", "platform:dispatch")
    assert decision.problem is not None


def test_without_the_charters_word_nothing_is_adopted(roue, now):
    placed(roue, now)
    leave = moment(roue, now)
    with roue.inside():
        assert dispatch_automatically(at=leave) == 0


def test_a_person_stops_it_with_a_reason_and_lets_it_run_again(roue, login, now):
    let_it_run(roue, now)
    placed(roue, now)
    leave = moment(roue, now)
    bruno, url = login(roue.bruno), reverse("board-automatic", args=[roue.slug])
    page = bruno.post(url, {"turn": "stop", "reason": "ice on the hill"}, headers=HTMX).content.decode()
    assert "Stopped by Bruno" in page
    assert "ice on the hill" in page
    with roue.inside():
        assert dispatch_automatically(at=leave) == 0
    assert "Dispatch runs by itself." in bruno.post(url, {"turn": "resume"}, headers=HTMX).content.decode()
    with roue.inside():
        assert dispatch_automatically(at=leave) == 1


def test_couriers_cannot_turn_it(roue, login, now):
    let_it_run(roue, now)
    answer = login(roue.alma).post(reverse("board-automatic", args=[roue.slug]), {"turn": "stop"})
    assert answer.status_code in (403, 404)
    with roue.inside():
        assert not DispatchSwitch.objects.filter(is_stopped=True).exists()


def test_stopping_twice_is_once_and_both_turns_are_in_the_journal(roue, now):
    with roue.inside():
        for _ in range(2):
            stop_automatic(reason="", by=roue.by("bruno"), at=now)
        for _ in range(2):
            resume_automatic(by=roue.by("bruno"), at=now)
        with connection.cursor() as cursor:
            cursor.execute(
                "select name from journal_journalentry where name like 'AutomaticDispatch%%' order by position"
            )
            names = [name for (name,) in cursor.fetchall()]
    assert names == ["AutomaticDispatchStopped", "AutomaticDispatchResumed"]


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_give_each_order_once(roue, now):
    let_it_run(roue, now)
    for _ in range(3):
        placed(roue, now)
    with roue.inside():
        leave = max(s.leave_at for s in suggestions(now).decision.suggestions)
    at = now + timedelta(seconds=max(0, leave - int(now.timestamp())))
    given = []

    def tick():
        with roue.inside():
            given.append(dispatch_automatically(at=at))
        connection.close()

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with roue.inside():
        assert sum(given) == Decision.objects.count() <= 3


def test_an_order_that_comes_in_asks_for_a_tick_where_dispatch_runs_by_itself(roue, now, monkeypatch):
    asked = []
    monkeypatch.setattr("deliveries.reactions.dispatch_soon", lambda: asked.append(True))
    with roue.inside():
        placed(roue, now)
    relay.read_on(roue.cooperative.pk, is_settled_only=False)
    assert not asked
    let_it_run(roue, now)
    with roue.inside():
        placed(roue, now)
    relay.read_on(roue.cooperative.pk, is_settled_only=False)
    assert asked


def test_what_happens_within_a_second_is_decided_in_one_tick(roue, now, monkeypatch):
    asked = []
    monkeypatch.setattr(
        automatic.current_app, "send_task", lambda name, **said: asked.append((name, said["kwargs"]))
    )
    with roue.inside():
        for _ in range(3):
            automatic.dispatch_soon()
    assert asked == [("deliveries.dispatch_now", {"cooperative_id": roue.cooperative.pk})]


def test_a_term_the_engine_cannot_use_is_named_on_the_board_and_stops_nothing(roue, login, now):
    let_it_run(roue, now, late_weight="much", speed=9)
    placed(roue, now)
    page = login(roue.bruno).get(reverse("board-list", args=[roue.slug])).content.decode()
    assert "late_weight, speed" in page
    assert moment(roue, now)


def test_a_failing_engine_leaves_the_board_working_and_says_so(roue, login, now, monkeypatch, caplog):
    def broken(*_anything):
        raise ZeroDivisionError("on a Friday evening")

    monkeypatch.setattr("deliveries.queries.suggestions.decide_safely", partial(decide_safely, engine=broken))
    placed(roue, now)
    page = login(roue.bruno).get(reverse("board-list", args=[roue.slug])).content.decode()
    assert "The engine failed" in page
    assert 'data-key="s"' in page
    assert "The dispatch engine failed" in caplog.text
