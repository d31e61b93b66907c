"""Papers, slips and labels go with an order."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deliveries.models import OrderDocument
from deliveries.services.dispatching import adopt_plan
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.store.conftest import page


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
