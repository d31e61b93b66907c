"""What the federation says in public: who signed it, and whether the figures it cites still stand."""

import pytest
from celery import current_app
from django.core import mail

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.models import CitationRevised, Release
from federation.queries.voice.positions import stand
from federation.reactions import look_after_positions
from federation.services.voice.positions import (
    Citation,
    PositionSaid,
    look_after_citations,
    publish_position,
    sign_position,
)
from federation.tasks import tell_of_revision
from tests.conftest import PLATFORM
from tests.federation.voice.conftest import NOW, OVER

PAY = Citation("indicators", "gross_per_paid_hour")


def table(value):
    """Hours by country and kind, of two measures."""
    items = [{"code": "FR", "title": "France", "parent": None}]
    cells = [
        {"key": ["FR"], "measure": "hours", "value": value, "status": "A", "why": None},
        {"key": ["FR"], "measure": "pay", "value": None, "status": "C", "why": "few"},
    ]
    return {
        "code": "hours-and-pay",
        "title": "Hours and pay by country",
        "dimensions": [{"code": "country", "title": "Country", "items": items}],
        "measures": [
            {"code": "hours", "title": "Hours worked", "unit": "h"},
            {"code": "pay", "title": "Gross pay per paid hour", "unit": "EUR/h"},
        ],
        "cells": cells,
    }


def released(agora, version, value, status="A", hours="1200"):
    row = {
        "code": PAY.key,
        "title": "Gross pay per paid hour",
        "unit": "EUR/h",
        "value": value,
        "status": status,
    }
    with agora.cast.inside():
        former = Release.objects.filter(version=version - 1).first()
        return Release.objects.create(
            period="2026-Q3",
            version=version,
            supersedes=former,
            body={"indicators": [row | {"why": None}], "tables": [table(hours)]},
            files={},
            manifest={},
            sha256="0" * 64,
            published_by="test",
            published_at=NOW,
        )


def publish(agora, **changes):
    said = PositionSaid(**{"title": "Pay the wait", "text": "All of it.", "citations": [PAY], **changes})
    with agora.cast.inside():
        return publish_position(said=said, by=agora.cast.by("simone"), at=NOW)


def sign(agora, position, slug, *, is_signed=True):
    member = agora.members[slug]
    with member.inside():
        return sign_position(position_id=position.pk, is_signed=is_signed, by=member.by("ines"), at=OVER)


def test_a_position_cites_a_figure_as_it_is_published(agora):
    released(agora, 1, "13.8")
    (cited,) = publish(agora).citations
    assert {name: cited[name] for name in ("period", "version", "key", "value", "unit")} == {
        "period": "2026-Q3", "version": "1", "key": PAY.key, "value": "13.8", "unit": "EUR/h",
    }  # fmt: skip


def test_any_published_cell_is_cited_with_its_place_and_watched(agora):
    released(agora, 1, "13.8")
    position = publish(agora, citations=[Citation("hours-and-pay", "FR:hours")])
    (cited,) = position.citations
    assert (cited["label"], cited["of"], cited["value"], cited["unit"]) == (
        "Hours worked",
        ["France"],
        "1200",
        "h",
    )
    with pytest.raises(Invalid, match="at most 12 figures"):
        publish(agora, title="Long", citations=[PAY] * 13)
    released(agora, 2, "13.8", hours="1100")
    with agora.cast.inside():
        (revised,) = look_after_citations(by=PLATFORM, at=OVER)
    assert revised.value == "1100"


@pytest.mark.parametrize(
    "citation",
    [Citation("indicators", "nothing"), Citation("no_table", PAY.key), Citation("hours-and-pay", "FR:pay")],
)
def test_what_nobody_published_cannot_be_cited(agora, citation):
    released(agora, 1, "13.8")
    with pytest.raises(Invalid, match="not published"):
        publish(agora, citations=[citation])


def test_a_withheld_figure_cannot_be_cited(agora):
    released(agora, 1, None, status="C")
    with pytest.raises(Invalid, match="not published"):
        publish(agora)


def test_co_ops_sign_and_take_their_name_off(agora):
    released(agora, 1, "13.8")
    position = publish(agora)
    for slug in ("lyon", "gand"):
        sign(agora, position, slug)
    with pytest.raises(NotAllowedNow, match="so already"):
        sign(agora, position, "lyon")
    sign(agora, position, "lyon", is_signed=False)
    assert [one.cooperative.slug for one in stand("pay-the-wait").signatories] == ["gand"]


def test_a_new_version_is_signed_anew(agora):
    released(agora, 1, "13.8")
    sign(agora, publish(agora), "gand")
    publish(agora, slug="pay-the-wait", text="All of it, at once.")
    newest = stand("pay-the-wait")
    assert (newest.position.version, newest.signatories) == (2, [])
    assert [one.cooperative.slug for one in stand("pay-the-wait", 1).signatories] == ["gand"]


@pytest.fixture
def asked(monkeypatch):
    """What workers were asked to do."""
    jobs = []
    monkeypatch.setattr(current_app, "send_task", lambda name, kwargs: jobs.append((name, kwargs)))
    return jobs


def test_a_figure_that_is_revised_is_marked_once_and_who_signed_may_think_again(agora, asked):
    released(agora, 1, "13.8")
    position = publish(agora)
    for slug in ("gand", "lyon"):
        sign(agora, position, slug)
    sign(agora, position, "lyon", is_signed=False)
    released(agora, 2, "13.5")
    with agora.cast.inside():
        look_after_positions(None)
        look_after_positions(None)
        assert CitationRevised.objects.count() == 1
    ((_name, job),) = asked
    assert job["cooperative_id"] == agora.members["gand"].cooperative.pk
    tell_of_revision(**job)
    (letter,) = mail.outbox
    assert letter.to == [agora.members["gand"].users["ines"].email]
    assert (
        "13.8 EUR/h ; une publication plus récente dit : 13.5 EUR/h" in letter.body
    )  # her co-op speaks French
    assert "/c/gand/federation/voice/" in letter.body
    found = stand("pay-the-wait")
    assert (found.is_revised, found.citations[0].told["value"], found.citations[0].revised.value) == (
        True,
        "13.8",
        "13.5",
    )


def test_a_release_that_changes_nothing_cited_marks_nothing(agora, asked):
    released(agora, 1, "13.8")
    publish(agora)
    released(agora, 2, "13.8")
    with agora.cast.inside():
        look_after_positions(None)
    assert (stand("pay-the-wait").is_revised, asked) == (False, [])


def test_only_what_was_adopted_may_say_so(agora):
    released(agora, 1, "13.8")
    one = agora.open()
    with pytest.raises(NotAllowedNow, match="has not adopted it"):
        publish(agora, consultation_id=one.pk)
    agora.enter(one)
    agora.vote(one, yes="lille nantes paris gand")
    agora.decide(one)
    assert publish(agora, consultation_id=one.pk).consultation_id == one.pk
