"""The rooms of Rosa's store."""

import pytest
from django.urls import reverse

from deliveries.models import Order


@pytest.fixture
def url(roue):
    return reverse("store", args=[roue.slug, roue.store_id])


def page(cast, name, *more):
    return reverse(name, args=[cast.slug, cast.store_id, *more])


def stop(number, **changes):
    facts = {"kind": "dropoff", "who": "M. Blanc", "address": "16 rue Grimaldi", "bags": "1"}
    return {f"stop-{number}-{name}": value for name, value in (facts | changes).items()}


def orders_in(roue):
    with roue.inside():
        return list(Order.objects.select_related("delivery").order_by("number"))


def stops_of(roue, order):
    with roue.inside():
        tasks = {task.kind: task for task in order.delivery.tasks.all()}
        return tasks["pickup"], tasks["dropoff"]
