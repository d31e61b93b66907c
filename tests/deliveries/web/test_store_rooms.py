"""Rosa's store beyond one order: several stops, windows, people, address book, papers, slips."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from cooperatives.services.people import invite
from coopplatform.kernel.errors import NotAllowedNow
from deliveries.domain.pricing.prices import Fixed, PerPackage
from deliveries.domain.slots import SlotTerms
from deliveries.domain.store_roles import StoreRole
from deliveries.models import Consignment, Order, OrderDocument, Recipient, StoreStaff
from deliveries.services.dispatching import adopt_plan
from deliveries.services.slot_plans import SlotPlanSaid, save_slot_plan
from deliveries.services.store_people import bring_in, let_go
from tests.conftest import PLATFORM, placed
from tests.deliveries.pricing.conftest import Office, rule
from tests.deliveries.web.test_ordering import typed

NOON = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)
"""The day before the clocks go forward in Paris."""


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


def test_several_doors_are_ordered_at_once_in_one_consignment(roue, monaco, rosa, url):
    assert (
        rosa.post(url, typed() | stop(1) | stop(3, who="Mme Noir", address="12 rue Grimaldi")).status_code
        == 302
    )
    orders = orders_in(roue)
    assert [stops_of(roue, order)[1].name for order in orders] == ["Mme Rossi", "M. Blanc", "Mme Noir"]
    with roue.inside():
        assert {order.consignment for order in orders} == {Consignment.objects.get()}
    shown = rosa.get(page(roue, "order", orders[0].pk)).content.decode()
    assert "Ordered together" in shown


def test_another_pickup_brings_its_goods_to_the_same_customer(roue, monaco, rosa, url):
    rosa.post(url, typed() | stop(1, kind="pickup", who="Boulangerie", address="12 rue Grimaldi"))
    first, second = orders_in(roue)
    assert [task.name for task in stops_of(roue, first)] == ["Pizzeria Lucia", "Mme Rossi"]
    assert [task.name for task in stops_of(roue, second)] == ["Boulangerie", "Mme Rossi"]


def test_goods_elsewhere_are_picked_up_there(roue, monaco, rosa, url):
    rosa.post(url, typed(**{"from-who": "Traiteur", "from-address": "12 rue Grimaldi", "from-floor": "Cour"}))
    (order,) = orders_in(roue)
    pickup, _dropoff = stops_of(roue, order)
    assert (pickup.name, pickup.address, pickup.instructions) == ("Traiteur", "12 Rue Grimaldi", "Cour")
    assert (order.delivery.origin_lat, order.delivery.origin_lon) == (pickup.lat, pickup.lon)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (stop(1, address="rue de nulle part"), "We do not know this address"),
        (stop(1, who=""), "This field is required"),
        (stop(1, bags="99"), "Between 1 and 20 bags"),
        ({"from-who": "Traiteur"}, "Where are the goods?"),
        ({"who": "Mme Rossi · 06 12 45 8"}, "is not a phone number here"),
        ({"kilos": "-1"}, "greater than or equal to"),
        ({"kilos": "301"}, "A delivery weighs up to 300 kg"),
        ({"after": "10:00"}, "A time window needs both its ends"),
        ({"after": "10:00", "before": "10:00"}, "A window ends after it begins"),
        ({"day": "2026-03-29", "ready_time": "02:30"}, "does not exist on 29 March 2026"),
        ({"day": "2026-03-30"}, "At what time is it ready that day?"),
        ({"day": "2026-05-01", "ready_time": "12:00"}, "up to 14 days ahead"),
    ],
)
def test_a_mistake_in_one_stop_stops_all_of_them_and_keeps_what_was_typed(
    roue, monaco, rosa, url, changes, words
):
    with time_machine.travel(NOON, tick=False):
        answer = rosa.post(url, typed() | changes)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "Sonner deux fois" in answer.content.decode()
        assert orders_in(roue) == []


def test_the_price_of_several_stops_is_told_before_sending(roue, monaco, rosa):
    quote = page(roue, "store-quote")
    text = rosa.post(quote, typed() | stop(1), headers={"HX-Request": "true"}).content.decode()
    assert "2 deliveries" in text
    assert "€10.08" in text


def test_without_a_script_a_stop_is_added_by_a_button(roue, monaco, rosa):
    answer = rosa.post(page(roue, "store-quote"), typed(more="1") | stop(4))
    assert 'name="stop-5-who"' in answer.content.decode()


def test_a_window_that_crosses_midnight_and_the_change_of_clocks_is_kept(roue, monaco, rosa, url):
    with time_machine.travel(NOON, tick=False):
        assert rosa.post(url, typed(after="23:00", before="04:00")).status_code == 302
        (order,) = orders_in(roue)
        _pickup, dropoff = stops_of(roue, order)
        assert dropoff.window_after == datetime(2026, 3, 28, 22, tzinfo=UTC)
        assert dropoff.window_before == datetime(2026, 3, 29, 2, tzinfo=UTC)


def test_an_order_is_repeated_as_it_was(roue, monaco, rosa, url):
    rosa.post(url, typed(kilos="2.5", needs=["cold"]))
    (order,) = orders_in(roue)
    form = rosa.get(url, {"again": order.pk}).context["form"]
    again = {
        name: form[name].value() for name in ("who", "address", "floor", "note", "bags", "kilos", "needs")
    }
    assert again == {
        "who": "Mme Rossi · 06 12 45 80 17",
        "address": "14 Rue Grimaldi",
        "floor": "B, 3e, code 27A4",
        "note": "Sonner deux fois",
        "bags": 2,
        "kilos": 2.5,
        "needs": ["cold"],
    }
    assert rosa.get(url, {"again": "nothing"}).status_code == 200


def test_orders_are_found_by_words_number_state_and_month(roue, monaco, rosa, now):
    first = placed(roue, now)
    for query, found in (
        ({}, 1),
        ({"q": "rossi"}, 1),
        ({"q": str(first.number)}, 1),
        ({"q": "12 45 80"}, 1),
        ({"q": f"{first.number}-2"}, 1),
        ({"q": "nobody"}, 0),
        ({"state": "placed"}, 1),
        ({"state": "cancelled"}, 0),
        ({"month": f"{timezone.localtime(now):%Y-%m}"}, 1),
        ({"month": "2020-01"}, 0),
        ({"month": "no month", "state": "no state", "page": "x"}, 1),
    ):
        assert len(rosa.get(page(roue, "store-orders"), query).context["rows"]) == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(
    roue, monaco, rosa, now, count, django_assert_num_queries
):
    for _ in range(count):
        placed(roue, now)
    rosa.get(page(roue, "store-orders"))
    with django_assert_num_queries(8):
        rosa.get(page(roue, "store-orders"))


class TestAddressBook:
    def entry(self, **changes):
        return {
            "who": "Dr Martin · 06 12 45 80 18",
            "address": "16 rue Grimaldi",
            "floor": "Interphone 4",
            "note": "",
            "others": "Lucie 06 12 45 80 19\nConcierge",
            "notes": "Pays in advance",
        } | changes

    def test_a_customer_is_written_down_found_corrected_and_forgotten(self, roue, monaco, rosa):
        book = page(roue, "store-book")
        assert rosa.post(page(roue, "store-recipient-new"), self.entry()).status_code == 302
        with roue.inside():
            martin = Recipient.objects.get()
        assert (martin.name, martin.phone, martin.notes) == ("Dr Martin", "06 12 45 80 18", "Pays in advance")
        assert martin.contacts == [
            {"name": "Lucie", "phone": "06 12 45 80 19"},
            {"name": "Concierge", "phone": ""},
        ]
        assert [one.name for one in rosa.get(book, {"q": "lucie"}).context["recipients"]] == ["Dr Martin"]
        corrected = self.entry(who="Dr Martin", others="", customer=str(martin.pk), address=martin.address)
        assert rosa.post(page(roue, "store-recipient", martin.pk), corrected).status_code == 302
        with roue.inside():
            martin.refresh_from_db()
        assert (martin.phone, martin.contacts) == ("", [])
        rosa.post(page(roue, "store-recipient-forget", martin.pk))
        assert rosa.get(book).context["recipients"] == []

    def test_an_e_mail_is_kept_with_the_customer_until_it_is_taken_out(self, roue, monaco, rosa, url):
        rosa.post(url, typed(email="rossi@example.org"))
        (order,) = orders_in(roue)
        assert stops_of(roue, order)[1].email == "rossi@example.org"
        rosa.post(url, typed(bags="3"))  # ordered without it: still known
        found = rosa.get(page(roue, "store-customers"), {"who": "rossi"}).text
        assert 'data-email="rossi@example.org"' in found
        with roue.inside():
            rossi = Recipient.objects.get()
        entry = self.entry(who=f"{rossi.name} · {rossi.phone}", address=rossi.address, email="")
        rosa.post(page(roue, "store-recipient", rossi.pk), entry)
        assert 'data-email=""' in rosa.get(page(roue, "store-customers"), {"who": "rossi"}).text

    def test_the_buzzer_and_the_word_fill_the_form_again(self, roue, monaco, rosa):
        rosa.post(page(roue, "store-recipient-new"), self.entry(note="Third bell"))
        found = rosa.get(page(roue, "store-customers"), {"who": "mart"}).content.decode()
        assert 'data-floor="Interphone 4"' in found
        assert 'data-note="Third bell"' in found

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"who": "Dr Martin · 0612"}, None),
            ({"who": "Dr Martin · 06 12 45 8"}, "is not a phone number here"),
            ({"others": "Lucie 06 12 45 8"}, "is not a phone number here"),
            ({"others": "\n".join("abcdefghijk")}, "At most 10 other people"),
            ({"address": "nowhere"}, "We do not know this address"),
        ],
    )
    def test_what_makes_no_sense_is_said_at_its_field(self, roue, monaco, rosa, changes, words):
        answer = rosa.post(page(roue, "store-recipient-new"), self.entry(**changes))
        assert answer.status_code == (422 if words else 302)
        assert words is None or words in answer.content.decode()

    def test_the_same_person_twice_is_one_too_many(self, roue, monaco, rosa):
        rosa.post(page(roue, "store-recipient-new"), self.entry())
        answer = rosa.post(page(roue, "store-recipient-new"), self.entry())
        assert "in the address book already" in answer.content.decode()


class TestPeople:
    def test_a_manager_brings_someone_in_who_then_orders(self, roue, monaco, rosa, login, url):
        who = {"name": "Léa", "email": "lea@store.example", "role": "orders"}
        assert rosa.post(page(roue, "store-people"), who).status_code == 302
        with roue.inside():
            lea = StoreStaff.objects.select_related("user").get(user__email="lea@store.example").user
        browser = login(lea)
        assert browser.post(url, typed()).status_code == 302
        assert browser.get(page(roue, "store-people")).status_code == 404

    def test_who_only_looks_sees_orders_and_sends_none(self, roue, monaco, rosa, login, url, now):
        order = placed(roue, now)
        rosa.post(page(roue, "store-people"), {"name": "Max", "email": "max@s.example", "role": "viewer"})
        with roue.inside():
            max_ = login(StoreStaff.objects.select_related("user").get(user__email="max@s.example").user)
        assert max_.get(page(roue, "order", order.pk)).status_code == 200
        assert "Send the order" not in max_.get(url).content.decode()
        for where in (url, page(roue, "order-cancel", order.pk), page(roue, "order-ready", order.pk)):
            assert max_.post(where, typed()).status_code == 404
        for where in ("store-book", "store-imports", "store-recurrences", "store-people"):
            assert max_.get(page(roue, where)).status_code == 404

    def test_the_last_who_runs_it_cannot_leave_nor_be_made_less(self, roue, rosa):
        with roue.inside():
            me = StoreStaff.objects.get()
        for sent in ({"let_go": "1"}, {"role": "viewer"}):
            answer = rosa.post(page(roue, "store-person", me.pk), sent, follow=True)
            assert "Nobody would run the store any more" in answer.content.decode()

    def test_who_leaves_their_only_store_is_out_of_the_co_op(self, roue, login, now, url):
        with roue.inside():
            member = bring_in(
                store_id=roue.store_id,
                email="x@s.example",
                name="X",
                role=StoreRole.MANAGER,
                by=PLATFORM,
                at=now - timedelta(days=2),
            )
            browser = login(member.user)
            let_go(store_id=roue.store_id, staff_id=member.pk, by=PLATFORM, at=now - timedelta(days=1))
        assert browser.get(url).status_code == 404

    def test_a_person_of_another_role_keeps_it(self, roue, now):
        with roue.inside():
            user = invite(email="y@s.example", name="Y", by=PLATFORM)
            grant_role(user=user, role=Role.COURIER, started_on=now.date(), by=PLATFORM)
            member = bring_in(
                store_id=roue.store_id,
                email="y@s.example",
                name="Y",
                role=StoreRole.ORDERS,
                by=PLATFORM,
                at=now,
            )
            assert member.user == user
            with pytest.raises(NotAllowedNow):
                let_go(
                    store_id=roue.store_id,
                    staff_id=StoreStaff.objects.get(user=roue.rosa).pk,
                    by=PLATFORM,
                    at=now,
                )


class TestPapers:
    def sent(self, name="Bon de livraison.pdf", content=b"%PDF-1.7 x"):
        return {"document": SimpleUploadedFile(name, content)}

    def test_a_paper_goes_with_the_order_and_comes_off_again(self, roue, monaco, rosa, now):
        order = placed(roue, now)
        rosa.post(page(roue, "order-attach", order.pk), self.sent())
        with roue.inside():
            (paper,) = OrderDocument.objects.all()
        where = page(roue, "order-document", order.pk, paper.pk)
        answer = rosa.get(where)
        assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 x", "application/pdf")
        assert answer["Content-Disposition"].startswith("attachment")
        assert "Bon de livraison.pdf" in rosa.get(page(roue, "order", order.pk)).content.decode()
        rosa.post(page(roue, "order-detach", order.pk, paper.pk))
        assert rosa.get(where).status_code == 404

    def test_the_courier_who_has_the_stop_reads_it_and_nobody_else(self, roue, monaco, rosa, login, now):
        order = placed(roue, now)
        rosa.post(page(roue, "order-attach", order.pk), self.sent())
        with roue.inside():
            (paper,) = OrderDocument.objects.all()
            task = order.delivery.tasks.get(kind="dropoff")
        where = reverse("day-document", args=[roue.slug, task.pk, paper.pk])
        alma = login(roue.alma)
        assert alma.get(where).status_code == 404
        with roue.inside():
            adopt_plan(
                delivery_id=order.delivery.pk,
                courier_id=roue.courier_id,
                seen_courier_id=None,
                by=PLATFORM,
                at=now,
            )
        assert alma.get(where).content == b"%PDF-1.7 x"
        assert "Bon de livraison.pdf" in alma.get(reverse("day", args=[roue.slug])).content.decode()

    def test_a_page_that_calls_itself_a_paper_is_refused(self, roue, monaco, rosa, now):
        order = placed(roue, now)
        answer = rosa.post(page(roue, "order-attach", order.pk), self.sent("x.pdf", b"<script>"))
        assert answer.status_code == 422
        assert "A document is a PDF, PNG or JPEG" in answer.content.decode()


def test_slip_and_labels_carry_each_bags_code(roue, monaco, rosa, now):
    order = placed(roue, now)
    text = rosa.get(page(roue, "order-slip", order.pk)).content.decode()
    assert [f"{order.number}-{bag} ·" in text for bag in (1, 2, 3)] == [True, True, False]
    assert text.count("<svg version") == 2
    assert "style=" not in text


class TestPricedByTheStoresRules:
    """Packages by type, slots, supplements and a price by hand, from the form to the order."""

    @pytest.fixture
    def office(self, roue, monaco, now):
        return Office(roue, now)

    def test_packages_are_asked_by_type_and_priced(self, roue, office, rosa, url):
        with roue.inside():
            crates = office.crates()
            office.give(office.price_list(rule(PerPackage("XL", 300)), rule(Fixed(500))), crates)
        assert (
            rosa.post(url, typed(**{"package-XL": "2"}) | stop(1, **{"package-XL": "1"})).status_code == 302
        )
        first, second = orders_in(roue)
        assert (first.packages, second.packages) == ([["XL", 2]], [["XL", 1]])
        with roue.inside():
            assert first.quote.net_cents + second.quote.net_cents == 3 * 300 + 500

    def test_a_slot_is_chosen_and_kept(self, roue, office, rosa, url, now):
        with roue.inside():
            save_slot_plan(
                store_id=roue.store_id,
                said=SlotPlanSaid("Day", SlotTerms(("Mo-Su 00:00-12:00", "Mo-Su 12:00-23:59"))),
                **office.as_nour,
            )
        form = rosa.get(url).context["form"]
        chosen = form.fields["slot"].choices[-1][0]
        assert rosa.post(url, typed(slot=chosen)).status_code == 302
        (order,) = orders_in(roue)
        with roue.inside():
            assert order.slot.taken == 1
            dropoff = order.delivery.tasks.get(kind="dropoff")
            assert (dropoff.window_after, dropoff.window_before) == (order.slot.starts_at, order.slot.ends_at)

    def test_who_dispatches_adds_a_supplement_or_a_price_by_hand_and_a_store_does_not(
        self, roue, office, rosa, login, url
    ):
        with roue.inside():
            made = office.price_list(rule(Fixed(500)), rule(Fixed(250), name="Stairs", is_supplement=True))
            office.give(made)
            extra = next(one["id"] for one in made.rules if one["is_supplement"])
        bruno = login(roue.bruno)
        bruno.post(url, typed(**{f"supplement-{extra}": "2"}))
        bruno.post(url, typed(key="b", price="12.00", price_name="As agreed"))
        rosa.post(url, typed(key="c", price="1.00", **{f"supplement-{extra}": "9"}))
        with roue.inside():
            assert [order.quote.net_cents for order in orders_in(roue)] == [1000, 1200, 500]
