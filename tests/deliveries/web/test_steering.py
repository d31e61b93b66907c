"""Bruno steers the engine; Alma hands back what she does not want; both can read why."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coopplatform.kernel.geo import Point
from deliveries.models import Decision, Pin, Refusal
from deliveries.queries.suggestions import suggestions
from deliveries.services.dispatching import adopt_plan, decline
from deliveries.services.positions import Fix, report_positions
from deliveries.services.steering import pin_order
from tests.conftest import placed
from tests.deliveries.web.conftest import hire_another

HTMX = {"HX-Request": "true"}


@pytest.fixture
def bruno(roue, login):
    return login(roue.bruno)


@pytest.fixture
def alma(roue, login):
    return login(roue.alma)


@pytest.fixture
def yanis(roue, now):
    """Yanis is on shift too, farther from the pizzeria than Alma."""
    courier_id = hire_another(roue, now)
    with roue.inside():
        for who, place in ((roue.courier_id, Point(43.7345, 7.4185)), (courier_id, Point(43.7450, 7.4300))):
            report_positions(courier_id=who, fixes=[Fix(now - timedelta(minutes=1), place)], at=now)
    return courier_id


def steer(client, cast, verb, order, courier_id=None, **more):
    with cast.inside():
        data = {"delivery": order.delivery.pk, "courier": courier_id or "", **more}
    return client.post(reverse(f"board-{verb}", args=[cast.slug]), data, headers=HTMX)


def suggested(cast, order, now):
    with cast.inside():
        suggestion = suggestions(now).decision.suggested(str(order.pk))
    return suggestion and suggestion.courier_id


def why(client, cast, order):
    return client.get(reverse("board-why", args=[cast.slug, order.pk]), headers=HTMX)


def test_a_pin_moves_the_suggestion_and_taking_it_off_moves_it_back(roue, bruno, yanis, now):
    order = placed(roue, now)
    assert suggested(roue, order, now) == str(roue.courier_id)
    page = steer(bruno, roue, "pin", order, yanis).content.decode()
    assert "Kept for Yanis" in page
    assert suggested(roue, order, now) == str(yanis)
    assert "The dispatcher chose another courier." in why(bruno, roue, order).content.decode()
    steer(bruno, roue, "unpin", order)
    assert suggested(roue, order, now) == str(roue.courier_id)


def test_ruling_someone_out_suggests_another_until_they_are_allowed_again(roue, bruno, yanis, now):
    order = placed(roue, now)
    steer(bruno, roue, "refuse", order, roue.courier_id, reason="flat tyre")
    assert suggested(roue, order, now) == str(yanis)
    panel = why(bruno, roue, order).content.decode()
    assert "ruled out: flat tyre" in panel.replace("\n", " ")
    steer(bruno, roue, "allow", order, roue.courier_id)
    assert suggested(roue, order, now) == str(roue.courier_id)
    with roue.inside():
        assert not Refusal.objects.exists()


def test_the_panel_tells_terms_that_add_up_and_what_the_next_best_would_cost_everyone(
    roue, bruno, yanis, now
):
    order = placed(roue, now)
    panel = why(bruno, roue, order).context["why"]
    assert panel.suggested.courier.courier_id == roue.courier_id
    assert panel.suggested.minutes == pytest.approx(sum(term.minutes for term in panel.suggested.terms))
    (best,) = panel.best
    assert best.courier.courier_id == yanis
    assert best.extra_minutes > 0
    assert not panel.others


def test_without_a_script_the_reasons_are_a_page_with_the_same_buttons(roue, bruno, yanis, now):
    order = placed(roue, now)
    page = bruno.get(reverse("board-why", args=[roue.slug, order.pk])).content.decode()
    assert "<h1>" in page
    assert reverse("board-pin", args=[roue.slug]) in page
    with roue.inside():
        data = {"delivery": order.delivery.pk, "courier": yanis}
    assert bruno.post(reverse("board-pin", args=[roue.slug]), data).status_code == 302


def test_someone_who_cannot_is_listed_with_the_reason(roue, bruno, yanis, now):
    order = placed(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=yanis,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )
        decline(delivery_id=order.delivery.pk, courier_id=yanis, by=roue.by("bruno"), at=now)
    (other,) = why(bruno, roue, order).context["why"].others
    assert other.courier.courier_id == yanis
    assert other.ruled_out.is_by_courier
    assert str(other.why_not) == "Declined this order."
    answer = steer(bruno, roue, "pin", order, yanis)
    assert (answer.status_code, "declined it: ask them" in answer.content.decode()) == (409, True)


def test_orders_suggested_for_one_ride_are_taken_together_or_not_at_all(roue, bruno, now):
    first, second = placed(roue, now), placed(roue, now)
    with roue.inside():
        (suggestion,) = suggestions(now).decision.suggestions
        ids = [first.delivery.pk, second.delivery.pk]
    assert set(suggestion.order_ids) == {str(first.pk), str(second.pk)}
    page = bruno.get(reverse("board-list", args=[roue.slug])).content.decode()
    assert f"With no. {second.number}." in page
    with roue.inside():
        adopt_plan(
            delivery_id=ids[1],
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=roue.by("nour"),
            at=now,
        )
        yanis = hire_another(roue, now)
    data = {"delivery": ids, "courier": yanis, "seen": ""}
    answer = bruno.post(reverse("board-assign", args=[roue.slug]), data, headers=HTMX)
    assert answer.status_code == 409
    assert f"Alma now has no. {second.number}" in answer.content.decode()
    with roue.inside():
        assert set(first.delivery.tasks.values_list("assignee", flat=True)) == {None}


def test_a_whole_ride_is_taken_back_with_one_undo(roue, bruno, now):
    orders = [placed(roue, now), placed(roue, now)]
    with roue.inside():
        ids = [order.delivery.pk for order in orders]
    data = {"delivery": ids, "courier": roue.courier_id, "seen": ""}
    answer = bruno.post(reverse("board-assign", args=[roue.slug]), data, headers=HTMX)
    with roue.inside():
        kinds = list(Decision.objects.values_list("kind", flat=True))
        tasks = orders[0].delivery.tasks.model.objects.order_by("rank", "kind")
        assert [task.kind for task in tasks] == ["pickup", "pickup", "dropoff", "dropoff"]
    assert kinds == ["suggested", "suggested"]
    bruno.post(answer.context["undo"]["url"], headers=HTMX)
    with roue.inside():
        assert not orders[0].delivery.tasks.model.objects.exclude(assignee=None).exists()


def test_alma_hands_an_order_back_and_it_waits_for_a_colleague(roue, alma, bruno, now):
    order = placed(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )
        pickup = order.delivery.tasks.get(kind="pickup")
    page = alma.get(reverse("day", args=[roue.slug])).content.decode()
    url = reverse("day-decline", args=[roue.slug, pickup.pk])
    assert url in page
    answer = alma.post(url, follow=True).content.decode()
    assert "It costs you nothing." in answer
    assert suggested(roue, order, now) is None
    assert alma.post(url).status_code == 409


def test_only_what_waits_can_be_pinned_and_only_by_those_who_dispatch(roue, alma, bruno, autre, now):
    order = placed(roue, now)
    assert steer(alma, roue, "pin", order, roue.courier_id).status_code in (403, 404)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )
    answer = steer(bruno, roue, "pin", order, roue.courier_id)
    assert (answer.status_code, "does not wait any more" in answer.content.decode()) == (409, True)
    elsewhere = placed(autre, now)
    assert steer(bruno, autre, "pin", elsewhere, autre.courier_id).status_code == 404
    with autre.inside():
        foreign = elsewhere.delivery.pk
    data = {"delivery": foreign, "courier": roue.courier_id}
    assert bruno.post(reverse("board-pin", args=[roue.slug]), data).status_code == 404


def test_being_given_an_order_ends_its_pin(roue, now, yanis):
    order = placed(roue, now)
    with roue.inside():
        pin_order(delivery_id=order.delivery.pk, courier_id=yanis, by=roue.by("bruno"), at=now)
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )
        assert not Pin.objects.exists()


def test_why_me_and_why_not_me_name_no_colleague(roue, alma, bruno, yanis, login, now):
    order = placed(roue, now)
    with roue.inside():
        data = {"delivery": order.delivery.pk, "courier": roue.courier_id, "seen": ""}
    bruno.post(reverse("board-assign", args=[roue.slug]), data)
    url = reverse("decisions", args=[roue.slug])
    hers = alma.get(url).content.decode()
    assert "came to you" in hers
    assert "Nobody who could take it was nearer." in hers
    his = login(roue.yanis).get(url).content.decode()
    assert "went to a colleague" in his
    assert "1 colleagues were nearer." in his
    assert "Alma" not in his
    assert "Yanis" not in hers


def test_the_rules_are_written_from_the_charter_in_force(roue, alma):
    page = alma.get(reverse("decisions", args=[roue.slug])).content.decode()
    assert "The engine suggests; a person decides." in page
    assert "beyond the promised time" in page
    assert "× 0.3" in page
