"""The demo's register: eight admitted by review, one of them in observation, one that applies."""

from datetime import UTC, date, datetime

import pytest

from coopplatform.tenancy.scope import scope
from federation.demo.cast import MEMBERS
from federation.demo.founding import found_federation, found_neighbour
from federation.demo.neighbours import NEIGHBOURS, Neighbour
from federation.demo.papers import paper
from federation.demo.reviewing import review_everybody
from federation.queries.membership import admitted_slugs, broken_chains
from federation.queries.review.overview import everybody
from federation.tasks import watch_deadlines

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
BEGAN = date(2025, 1, 1)


@pytest.fixture
def demo(db, settings):
    """The federation and its co-ops without their past: the three live ones as neighbours too."""
    federation_id = found_federation(founded_on=BEGAN, at=AT)
    for plan in NEIGHBOURS:
        found_neighbour(plan, founded_on=BEGAN, at=AT)
    for live in MEMBERS:
        as_neighbour = Neighbour(
            live.slug,
            live.name,
            "scop",
            live.country,
            live.timezone,
            live.town,
            live.centre,
            9,
            1_000,
            live.people,
        )
        found_neighbour(as_neighbour, founded_on=BEGAN, at=AT)
    review_everybody(federation_id=federation_id, began_on=BEGAN, at=AT, tell=lambda _step: None)
    return federation_id


def test_eight_belong_since_the_first_month(demo, django_assert_max_num_queries):
    with scope(demo):
        assert len(admitted_slugs(on=date(2025, 1, 31))) == len(admitted_slugs(on=AT.date())) == 8
        assert broken_chains() == {}
        known = {one.cooperative.slug: one for one in everybody(AT.date(), UTC)}
    assert {slug: one.state for slug, one in known.items() if one.state != "admitted"} == {
        "grenoble": "observation",
        "lyon": "in_review",
    }
    assert (known["lyon"].reds, known["grenoble"].reds) == (["W1"], ["D1"])
    assert known["grenoble"].next_due.kind == "plan_item"
    assert [one.overdue(AT.date()) for one in known.values() if one.overdue(AT.date())] == []
    assert watch_deadlines(cooperative_id=demo) == 0


def test_a_paper_is_a_pdf_of_its_words():
    made = paper("Statuts (été)", "Article 1")
    assert made.startswith(b"%PDF-1.4")
    assert made.endswith(b"%%EOF\n")
    assert "Statuts \\(été\\)".encode("latin-1") in made
