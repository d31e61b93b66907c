"""Who runs a store brings others in, and they leave."""

from datetime import timedelta

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from cooperatives.services.people import invite
from coopplatform.kernel.errors import NotAllowedNow
from deliveries.domain.store_roles import StoreRole
from deliveries.models import StoreStaff
from deliveries.services.store_people import bring_in, let_go
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.store.conftest import page
from tests.deliveries.web.test_ordering import typed


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
