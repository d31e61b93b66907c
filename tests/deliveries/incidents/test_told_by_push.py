"""Alma's phone says that her suggestion was answered, and nothing of what it is about."""

from deliveries.services.incident_answers import reject_suggestion
from deliveries.services.push import subscribe
from tests.deliveries.push.conftest import handset, react, run, service, told  # noqa: F401 -- fixtures


def test_an_answer_reaches_the_phone_of_who_suggested(ride, handset, service, told, now):  # noqa: F811
    alma = ride()
    cast = alma.cast
    with cast.inside():
        subscribe(courier_id=cast.courier_id, phone=handset.phone, language="en", by=cast.by("alma"), at=now)
    alma.tap("incident", proof={"reason": "more_goods", "suggestion": {"bags": 5}})
    react(cast)
    run(cast, told)
    service.requests.clear()
    with cast.inside():
        reject_suggestion(incident_id=alma.incident().pk, words="No", by=cast.by("bruno"), at=now)
    react(cast)
    assert run(cast, told) == ["taken"]
    ((_path, _headers, body),) = service.requests
    message = handset.read(body)
    assert message["title"] == "The dispatcher answered about no. 1"
    assert "No" not in message["body"].split()
