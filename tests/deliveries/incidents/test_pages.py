"""Incidents on pages: Bruno decides, Rosa sees her own and speaks up, Alma sees what became of hers, Chloé nothing."""

from datetime import timedelta

import pytest

from deliveries.models import Incident, Order
from deliveries.services.carrying import complete_task
from tests.conftest import PLATFORM

MORE = {"reason": "more_goods", "description": "Five bags, not two", "suggestion": {"bags": 5}}


def words(answer):
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


@pytest.fixture
def told(ride):
    """Alma suggests five bags for two."""
    alma = ride()
    alma.tap("incident", proof=MORE)
    return alma


@pytest.fixture
def bruno(roue, login):
    return login(roue.bruno)


def test_the_board_counts_them_and_leads_to_the_list(told, bruno, url_of):
    assert "1 open incident" in words(bruno.get(url_of("board-notices")))
    shown = words(bruno.get(url_of("incidents")))
    assert "There is more than ordered" in shown
    assert "waits for an answer" in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("state=closed", 0),
        ("state=all&priority=3", 1),
        ("priority=1", 0),
        ("reason=more_goods", 1),
        ("reason=nobody", 0),
        ("store={store}&courier={courier}&author={author}", 1),
        ("courier={store}", 1),
        ("priority=many&page=x", 1),
    ],
)
def test_the_list_is_narrowed_in_the_address(told, bruno, roue, url_of, query, count):
    said = query.format(store=roue.store_id, courier=roue.courier_id, author=roue.by("alma"))
    assert len(bruno.get(f"{url_of('incidents')}?{said}").context["rows"]) == count


def test_bruno_accepts_and_the_price_follows_on_every_page(told, bruno, roue, login, url_of):
    incident, was = told.incident(), told.fresh().price.total_cents
    assert "5 bags" in words(bruno.get(url_of("incident", incident.pk)))
    answer = bruno.post(url_of("incident-act", incident.pk, "accept"), {"words": "Thank you"}, follow=True)
    assert "Accepted. The courier is told." in words(answer)
    price = told.fresh().price
    assert price.total_cents - was == 180
    total = f"{price.total_cents // 100}.{price.total_cents % 100:02}"
    rosa = login(roue.rosa)
    order_page = words(rosa.get(url_of("order", roue.store_id, told.order.pk)))
    assert total in order_page
    assert "1 change since it was told" in order_page
    assert "suggestion accepted" in order_page
    assert total in words(rosa.get(url_of("store-orders", roue.store_id)))
    assert total in words(login(roue.theo).get(url_of("order-receipt", told.order.pk)))
    day = words(told.client.get(url_of("day")))
    assert "suggestion accepted" in day
    assert "Thank you" in day
    again = bruno.post(url_of("incident-act", incident.pk, "accept"), {})
    assert (again.status_code, "answered already" in words(again)) == (422, True)


def test_bruno_turns_it_down_with_a_word_and_closes(told, bruno, url_of):
    incident = told.incident()
    close, reject = (url_of("incident-act", incident.pk, action) for action in ("close", "reject"))
    refused = bruno.post(close)
    assert (refused.status_code, "waits for an answer" in words(refused)) == (422, True)
    refused = bruno.post(reject, {"words": ""})
    assert (refused.status_code, "Tell the courier why, in a word." in words(refused)) == (422, True)
    bruno.post(reject, {"words": "They are for tomorrow"})
    assert "They are for tomorrow" in words(told.client.get(url_of("day")))
    bruno.post(close)
    assert told.incident().state == "closed"
    bruno.post(url_of("incident-act", incident.pk, "reopen"))
    assert told.incident().state == "open"


def test_rosa_reports_a_problem_of_her_order_and_comments(told, roue, login, bruno, url_of):
    rosa = login(roue.rosa)
    url = url_of("order-incident", roue.store_id, told.order.pk)
    refused = rosa.post(url, {"reason": ""})
    assert refused.status_code == 422
    answer = rosa.post(url, {"reason": "late", "description": "It was for noon"}, follow=True)
    assert "It was for noon" in words(answer)
    with roue.inside():
        mine = Incident.objects.get(reason="late")
    assert rosa.post(url_of("incident-comment", mine.pk), {"words": " "}).status_code == 422
    said = rosa.post(url_of("incident-comment", mine.pk), {"words": "Please call me"}, follow=True)
    assert "Please call me" in words(said)
    assert "Rosa" in words(bruno.get(url_of("incident", mine.pk)))
    assert rosa.get(url_of("incidents")).status_code == 404
    assert rosa.post(url_of("incident-act", mine.pk, "close")).status_code == 404


def test_nobody_of_another_co_op_finds_it(told, autre, roue, login, url_of):
    for who in (autre.chloe, autre.malik, autre.sam):
        stranger = login(who)
        assert stranger.get(url_of("incident", told.incident().pk)).status_code == 404
        own = url_of("incident", told.incident().pk).replace(roue.slug, autre.slug)
        assert stranger.get(own).status_code == 404
        assert stranger.post(f"{own}comment/", {"words": "x"}).status_code == 404
    assert login(roue.theo).get(url_of("incident", told.incident().pk)).status_code == 404


def test_bruno_sets_a_price_moves_and_cancels_from_the_incident(told, bruno, url_of):
    pk = told.incident().pk
    bruno.post(url_of("incident-act", pk, "reject"), {"words": "No"})
    price = {"name": "Wait", "amount": "9.90", "reason": "40 min at the gate"}
    bruno.post(url_of("incident-act", pk, "price"), price)
    assert told.fresh().price.net_cents == 990
    refused = bruno.post(url_of("incident-act", pk, "price"), {"name": "", "amount": "-1", "reason": ""})
    assert (refused.status_code, len(refused.context["forms"]["price"].errors)) == (422, 3)
    later = told.now.astimezone(told.cast.cooperative.zone) + timedelta(hours=2)
    times = {"ready_at": f"{later:%Y-%m-%dT%H:%M}", "promised_at": f"{later:%Y-%m-%dT%H:%M}"}
    refused = bruno.post(url_of("incident-act", pk, "reschedule"), times)
    assert "The ride alone takes longer" in words(refused)
    times["promised_at"] = f"{later + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    assert bruno.post(url_of("incident-act", pk, "reschedule"), times).status_code == 302
    assert told.fresh().promised_at == (later + timedelta(hours=1)).replace(second=0)
    bruno.post(url_of("incident-act", pk, "priority"), {"priority": "1"})
    bruno.post(url_of("incident-act", pk, "cancel"))
    assert (told.fresh().state, told.incident().priority) == ("cancelled", 1)
    kinds = [one.entry.kind for one in bruno.get(url_of("incident", pk)).context["history"]]
    assert kinds == ["reported", "rejected", "priced", "rescheduled", "priority", "cancelled"]
    assert bruno.post(url_of("incident-act", pk, "dance")).status_code == 404


def test_the_price_of_an_invoiced_order_is_refused_by_the_invoices_number(told, roue, bruno, url_of):
    from deliveries.models import Invoice, InvoiceLine, InvoiceOrder

    with roue.inside():
        for kind in ("pickup", "dropoff"):
            complete_task(task_id=told.stop(kind), courier_id=roue.courier_id, by=PLATFORM, at=told.now)
        day = told.now.date()
        days = {"issued_on": day, "due_on": day, "first_on": day, "last_on": day}
        sums = {"net_cents": 1, "vat_cents": 0, "total_cents": 1, "vat": [], "seller": {}, "buyer": {}}
        more = {"year": 2026, "sequence": 7, "number": "2026-0007", "currency": "EUR", "locale": "en"}
        invoice = Invoice.objects.create(
            store_id=roue.store_id, **days, **sums, **more, issued_by="x", issued_at=told.now
        )
        line = InvoiceLine.objects.create(
            invoice=invoice, position=1, label="x", first_on=day, last_on=day, net_cents=1, per_mille=0
        )
        InvoiceOrder.objects.create(line=line, order=Order.objects.get(pk=told.order.pk), turn=1)
    refused = bruno.post(url_of("incident-act", told.incident().pk, "accept"))
    assert (refused.status_code, "2026-0007" in words(refused)) == (422, True)
    assert told.fresh().price_change is None


def test_a_list_of_one_and_of_three_asks_the_database_as_often(
    told, ride, bruno, url_of, django_assert_max_num_queries
):
    with django_assert_max_num_queries(24) as asked:
        bruno.get(url_of("incidents"))
        once = len(asked)
    for _more in range(2):
        ride().tap("incident", proof=MORE)
    with django_assert_max_num_queries(once):
        bruno.get(url_of("incidents"))
