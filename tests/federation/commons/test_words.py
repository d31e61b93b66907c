"""A co-op's pages speak the words it adopted, in one language, and nobody else's pages do."""

import asyncio
import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy, ngettext

from coopplatform.web.templatetags.look import when
from coopplatform.web.words import Words, speaking
from federation.adapters.catalogue import house_texts
from federation.domain.commons.document import Document
from federation.domain.commons.kinds import KINDS
from federation.domain.words import Entry, trouble
from federation.services.commons.checking import checked
from tests.federation.commons.conftest import NOON, TODAY, example
from tests.federation.commons.test_adopting import MINUTE, adopted, tried, undone


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def overlay(*entries, locale="fr"):
    return example("feminine-french") | {"body": {"locale": locale, "entries": list(entries)}, "golden": []}


def refusals(*entries, locale="fr"):
    return [
        str(check.words) for check in checked(Document.from_json(overlay(*entries, locale=locale))).refusals
    ]


COMMONS = {"msgid": "Commons", "msgstr": "Pot commun"}
FEMININE = Words("f", {"fr": {"Courier": ("Coursière",), "Commons": ("Pot commun",)}})


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"msgid": "No such text", "msgstr": "x"}, "The platform has no text “No such text”"),
        ({"msgid": "%(name)s has no hours.", "msgstr": "%(nom)s"}, "fills in other places"),
        ({"msgid": "%(name)s has no hours.", "msgstr": "%(name)s 100 %"}, "fills in other places"),
        ({"msgid": "Courier", "msgstr": "<b>Coursière</b>"}, "without HTML"),
        ({"msgid": "Courier", "msgstr": '" onfocus="x'}, "write « »"),
        ({"msgid": "Courier", "msgstr": "L'amie"}, "write ’"),
        ({"msgid": "Courier", "msgstr": "A", "plural": "B"}, "has no plural: leave it out"),
    ],
)
def test_words_that_do_not_fit_are_refused_with_what_is_wrong(entry, words):
    (refused,) = refusals(entry)
    assert words in refused


def test_a_text_with_a_plural_has_both_forms_with_their_places():
    key, house = next((key, forms) for key, forms in house_texts("fr").items() if len(forms) == 2)
    entry = Entry(key, *house)
    assert trouble(entry, house) is None
    assert "has a plural: give it too" in str(trouble(Entry(key, house[0]), house))
    assert "fills in other places" in str(trouble(Entry(key, house[0], house[1] + " %(zzz)s"), house))
    with translation.override("fr"), speaking(Words("p", {"fr": {"%(n)s a": ("une", "des")}})):
        assert [ngettext("%(n)s a", "%(n)s b", n) for n in (0, 1, 2)] == ["une", "une", "des"]


def test_a_language_nobody_reads_is_refused():
    assert refusals(COMMONS, locale="nl") == ["No page is read in “nl”; there are en, fr."]
    assert refusals(COMMONS, locale="en") == []


def test_words_with_parameters_are_refused():
    stored = overlay({"msgid": "Commons", "msgstr": "Les @n pots"}) | {
        "parameters": {"n": {"unit": "count", "min": 1, "max": 2, "default": 1}}
    }
    (refused,) = checked(Document.from_json(stored)).refusals
    assert str(refused.words) == "Words have no parameters: leave them out."


def test_words_hold_for_their_language_also_where_another_was_spoken_between():
    lazy = gettext_lazy("Courier")
    with translation.override("fr"):
        with speaking(FEMININE):
            with translation.override("en"):
                assert gettext("Courier") == "Courier"
            assert (gettext("Courier"), str(lazy)) == ("Coursière", "Coursière")
        assert (gettext("Courier"), str(lazy)) == ("Coursier", "Coursier")


def test_threads_that_answer_two_co_ops_at_once_mix_nothing():
    meet, found = threading.Barrier(2), {"own": [], "house": []}

    def answer(name, words):
        with translation.override("fr"):
            for _turn in range(50):
                meet.wait(5)
                if words is None:
                    found[name].append(gettext("Courier"))
                else:
                    with speaking(words):
                        meet.wait(5)
                        found[name].append(gettext("Courier"))
                    continue
                meet.wait(5)

    threads = [threading.Thread(target=answer, args=pair) for pair in (("own", FEMININE), ("house", None))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == {"own": ["Coursière"] * 50, "house": ["Coursier"] * 50}


def test_tasks_of_one_loop_mix_nothing():
    async def answer(words, turn):
        with translation.override("fr"):
            if words is None:
                await asyncio.sleep(0.001 * (turn % 3))
                return gettext("Courier")
            with speaking(words):
                await asyncio.sleep(0.001 * (turn % 3))
                return gettext("Courier")

    async def both():
        return await asyncio.gather(*(answer(FEMININE if n % 2 else None, n) for n in range(40)))

    assert asyncio.run(both()) == ["Coursier", "Coursière"] * 20


def test_days_that_are_kept_written_are_kept_apart():
    """The day's form is a text as well: whoever says it otherwise does not leave it to the next co-op."""
    day = date(2026, 3, 14)
    with translation.override("fr"):
        house = when(day, "date")
        with speaking(Words("d", {"fr": {"j M Y": ("Y/m/d",), "j F Y": ("Y/m/d",), "D j M": ("Y/m/d",)}})):
            own = when(day, "date")
        assert when(day, "date") == house
    assert "2026/03/14" in own
    assert "2026/03/14" not in house


def test_two_co_ops_in_turn_each_read_their_own_words(commons, login):
    version = commons.published(overlay(COMMONS, {"msgid": "To adopt", "msgstr": "À prendre"}))
    replay = tried(commons, version)
    assert replay.result["words"][0] == {"msgid": "Commons", "was": ["Communs"], "now": ["Pot commun"]}
    decision = adopted(commons, replay)
    ours, theirs = login(commons.roue.nour), login(commons.rennes.nour)
    french = {"HTTP_ACCEPT_LANGUAGE": "fr"}

    def titles():
        pages = [
            client.get(f"/c/{slug}/federation/commons/", **french).text
            for client, slug in ((ours, "roue-libre"), (theirs, "rennes")) * 2
        ]
        return ["<h1>Pot commun</h1>" in page for page in pages], [
            "<h1>Communs</h1>" in page for page in pages
        ]

    assert titles() == ([True, False, True, False], [False, True, False, True])
    english = ours.get("/c/roue-libre/federation/commons/", HTTP_ACCEPT_LANGUAGE="en").text
    assert "<h1>Commons</h1>" in english
    with CaptureQueriesContext(
        connection,
    ) as own:
        ours.get("/c/roue-libre/federation/roadmap/", **french)
    with CaptureQueriesContext(connection) as plain:
        theirs.get("/c/rennes/federation/roadmap/", **french)
    assert len(own) == len(plain)
    alma = login(commons.roue.alma)
    page = alma.get("/c/roue-libre/federation/words/", **french).text
    assert "bordeaux/coursieres 1.0.0" in page
    assert MINUTE in page
    assert "À prendre" in page
    assert "/federation/commons/decisions/" not in page
    undone(commons, decision)
    assert titles() == ([False] * 4, [True] * 4)


def test_an_overlay_is_tried_and_adopted_from_the_pages(commons, login):
    commons.published(overlay(COMMONS))
    nour = login(commons.roue.nour)
    to_try = "/c/roue-libre/federation/commons/policies/bordeaux/coursieres/try/"
    trial = nour.post(to_try, {"do": "try"}, follow=True)
    assert "The platform says" in trial.text
    assert "Pot commun" in trial.text
    after = nour.post(trial.redirect_chain[-1][0], {"minute": MINUTE, "valid_from": TODAY}, follow=True)
    assert "Adopted. It stays with its vote" in after.text
    assert "Some words here are our own" in nour.get("/c/roue-libre/federation/commons/").text
    assert "Some words here" not in login(commons.rennes.nour).get("/c/rennes/federation/commons/").text
    assert KINDS["translation_overlay"].slot(overlay(COMMONS)["body"]) == "fr"
