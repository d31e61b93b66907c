"""Something is wrong on the way: said from a phone, with or without a network, a script and a photo."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coopplatform.journal.models import JournalEntry
from deliveries.domain.incidents import Reason
from deliveries.models import Incident, ProofFile
from deliveries.services.reasons import set_reasons
from tests.conftest import PLATFORM
from tests.deliveries.proofs.conftest import photo


def report(**more):
    return {"reason": "more_goods", "description": "Four crates, not two", **more}


def test_a_report_made_without_a_network_counts_once_and_leaves_the_stop_as_it_is(ride):
    alma, key = ride(), str(uuid4())
    assert alma.tap("incident", key=key, minutes_ago=40, proof=report())["outcome"] == "done"
    alma.number -= 1
    alma.tap("incident", key=key, minutes_ago=40, proof=report())
    incident = alma.incident()
    assert (incident.reason, incident.description, incident.state) == (
        "more_goods",
        "Four crates, not two",
        "open",
    )
    assert (incident.received_at - incident.reported_at) // timedelta(minutes=1) == 40
    assert alma.fresh().state == "dispatched"


@pytest.mark.parametrize("photo_first", [True, False])
def test_its_photo_comes_before_or_after_it(ride, login, url_of, photo_first):
    alma, file_id = ride(), str(uuid4())
    said = report(reason="damaged", files=[{"id": file_id, "kind": "photo"}])
    sending = [lambda: alma.send_photo(file_id, photo()), lambda: alma.tap("incident", proof=said)]
    for send in sending if photo_first else reversed(sending):
        send()
    incident = alma.incident()
    with alma.cast.inside():
        assert ProofFile.objects.get(incident=incident).size > 0
    shown = login(alma.cast.bruno).get(url_of("proof-picture", file_id))
    assert (shown.status_code, shown["content-type"]) == (200, "image/webp")


def test_a_report_is_taken_back_within_seconds(ride):
    alma, key = ride(), str(uuid4())
    alma.tap("incident", key=key, proof=report(suggestion={"bags": 4}))
    assert alma.tap("undo", undoes=key)["outcome"] == "done"
    incident = alma.incident()
    assert (incident.state, incident.decision) == ("closed", "")


def test_a_stop_that_fails_is_an_incident_too_until_it_is_taken_back(ride):
    alma, key = ride(), str(uuid4())
    alma.tap("fail", key=key, reason="nobody", proof={"description": "Rang three times"})
    incident = alma.incident()
    assert (incident.is_failure, incident.reason, incident.description) == (
        True,
        "nobody",
        "Rang three times",
    )
    assert alma.fresh().state == "failed"
    alma.tap("undo", undoes=key)
    assert (alma.incident().state, alma.fresh().state) == ("closed", "dispatched")


def test_what_cannot_be_read_is_kept_for_the_dispatcher(ride):
    alma = ride()
    result = alma.tap("incident", proof={"reason": "nobody", "suggestion": {"bags": "a few"}})
    assert (result["outcome"], result["code"]) == ("kept", "unreadable_incident")


def test_nobody_reports_on_a_stop_that_is_someone_elses(ride, autre, now):
    alma, malik = ride(), ride(autre, "malik")
    with alma.cast.inside():
        alma.order.delivery.tasks.update(assignee=None)
    assert alma.tap("incident", proof=report())["code"] == "task_taken_away"
    malik.stop = lambda kind="dropoff": alma.__class__.stop(alma, kind)
    assert malik.tap("incident", proof=report())["code"] == "no_task"
    with alma.cast.inside():
        assert not Incident.objects.exists()


def test_the_journal_has_ids_and_a_reason_of_it(ride):
    alma = ride()
    alma.tap("incident", proof=report())
    with alma.cast.inside():
        entry = JournalEntry.objects.get(name="IncidentReported")
    assert entry.payload == {
        "incident_id": str(alma.incident().pk),
        "order_id": str(alma.order.pk),
        "delivery_id": str(alma.order.delivery.pk),
        "store_id": str(alma.cast.store_id),
        "courier_id": str(alma.cast.courier_id),
        "reason": "more_goods",
    }


def test_without_a_script_the_form_of_the_day_does_the_same(ride, url_of):
    alma = ride()
    url = url_of("day-incident", alma.stop())
    assert alma.client.get(url).status_code == 200
    picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    sent = {"reason": "damaged", "description": "A corner", "photos": [picture], "kilos": "12,5", "bags": ""}
    answer = alma.client.post(url, sent, follow=True)
    assert "the dispatcher has been told" in answer.content.decode()
    assert "no. 1, It is damaged" in " ".join(answer.content.decode().split())
    incident = alma.incident()
    assert incident.suggestion == {"grams": 12_500}
    with alma.cast.inside():
        assert incident.photos.get().received_at is not None
    assert alma.fresh().state == "dispatched"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose what the problem is."),
        ({"reason": "dance"}, "Choose what the problem is."),
        ({"reason": "damaged"}, "This reason needs a photo: take one, then send it."),
        ({"reason": "nobody", "kilos": "heavy"}, "Write the weight as a number of kilos, like 12.5."),
        ({"reason": "nobody", "bags": "50"}, "Between 1 and 20 bags, please."),
        ({"reason": "nobody", "after": "18:00", "before": "17:00"}, "A window ends after it begins"),
        ({"reason": "nobody", "after": "18:00"}, "Say until when, too."),
        ({"reason": "nobody", "bags": "many"}, "This report cannot be read"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(ride, url_of, sent, sentence):
    alma = ride()
    answer = alma.client.post(url_of("day-incident", alma.stop()), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_failure_whose_reason_wants_a_photo_asks_for_it(ride, url_of):
    alma = ride()
    answer = alma.client.post(url_of("day-fail", alma.stop()), {"reason": "damaged"}, follow=True)
    assert "The stop cannot be done" in answer.content.decode()
    assert alma.fresh().state == "dispatched"
    picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    alma.client.post(answer.request["PATH_INFO"], {"reason": "damaged", "fails": "1", "photos": [picture]})
    assert (alma.fresh().state, alma.incident().is_failure) == ("failed", True)


def test_a_store_has_its_own_reasons_and_the_others_have_the_co_ops(ride, now, url_of):
    alma = ride()
    with alma.cast.inside():
        by = {"by": PLATFORM, "at": now}
        set_reasons(store_id=None, reasons=[Reason("nobody"), Reason("weather")], **by)
        set_reasons(store_id=alma.cast.store_id, reasons=[Reason("The dog", wants_photo=True)], **by)
    shown = alma.client.get(url_of("day")).content.decode()
    assert "The dog" in shown
    assert "The weather does not allow it" not in shown
    with alma.cast.inside():
        set_reasons(store_id=alma.cast.store_id, reasons=[Reason("nobody")], **by)
    answer = alma.client.post(url_of("day-fail", alma.stop()), {"reason": "The dog"})
    assert answer.status_code == 422


def test_bruno_keeps_the_list_of_reasons_from_a_page(roue, login, url_of):
    bruno = login(roue.bruno)
    sent = {"used": ["nobody", "refused"], "photo": ["refused", "own-1"], "own": ["", "The dog"]}
    assert "Kept." in bruno.post(url_of("reasons"), sent, follow=True).content.decode()
    shown = bruno.get(url_of("store-reasons", roue.store_id)).content.decode()
    assert "It has the co-op's list now" in shown.replace("&#x27;", "'")
    assert 'value="The dog"' in shown
    refused = bruno.post(url_of("reasons"), {"own": ["x" * 41]})
    assert refused.status_code == 422
    assert "A reason is a few words, up to 40 letters." in refused.content.decode()
    assert bruno.post(url_of("reasons"), {"forget": "1"}).status_code == 302
    assert 'value="The dog"' not in bruno.get(url_of("reasons")).content.decode()
