"""A letter is printed by the template the co-op adopted, keeps it, and goes back to the house's own words."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from coopplatform.journal.models import JournalEntry
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.letters import LETTERS, Template, write
from federation.domain.letters_kept import ELSEWHERE, TERMS, term_for
from federation.models import PolicyDecision, PolicyReplay, PrintedLetter
from federation.queries.letters import ruled
from federation.services.commons.adopting import undo_decision
from federation.services.letters import print_letter
from federation.tasks import forget_letters
from tests.federation.commons.conftest import NOON, TODAY, example
from tests.federation.commons.test_adopting import MINUTE, adopted, tried, undone

CERTIFICATE = {
    "kind": "document_template",
    "slug": "attestation",
    "title": "Attestation de travail",
    "version": "1.0.0",
    "body": {
        "document": "employment",
        "title": "Attestation pour {member}",
        "text": "{cooperative} atteste que {member} travaille chez elle depuis le {since}.\n\n{signatory}",
    },
    "golden": [{"given": {"member": "Alma"}, "expect": {"open": ["cooperative", "since", "signatory"]}}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def at(rest=""):
    return f"/c/roue-libre/federation/letters/{rest}"


def version_of(commons, stored=CERTIFICATE, **body):
    return commons.published({**stored, "body": {**stored["body"], **body}})


def for_alma(commons):
    return {"member_id": str(commons.roue.courier_id)}


def printed(commons, typed=None):
    with commons.roue.inside():
        return print_letter(
            document="employment",
            member_id=commons.roue.courier_id,
            typed=typed or {"signatory": "Nour"},
            by=commons.roue.by("nour"),
            at=NOON,
        )


def with_address(commons):
    commons.roue.cooperative.address = "1 rue des Remparts, 06240 Beausoleil"
    commons.roue.cooperative.save()


@pytest.mark.parametrize("code", sorted(LETTERS))
def test_the_houses_own_words_fill_only_places_that_their_letter_has(code):
    letter = LETTERS[code]
    assert set(Template(letter.title, letter.text, "").places) <= set(letter.known)
    assert set(letter.typed) <= set(letter.places)


def test_what_is_filled_in_is_text_and_fills_nothing_itself():
    written = write(Template("{member}", "{text} {role}", ""), {"member": "{role}", "text": "{member}"})
    assert (written.title, written.text, written.missing) == ("{role}", "{member} {role}", ("role",))


def test_a_place_of_another_letter_is_refused_at_the_gate_by_its_name(commons):
    report, version = commons.submit(
        commons.draft({**CERTIFICATE, "body": {**CERTIFICATE["body"], "text": "Le {meeting_date}"}})
    )
    assert version is None
    assert "Nothing can be filled in at {meeting_date}" in str(report.refusals[0].words)
    report, version = commons.submit(
        commons.draft({**CERTIFICATE, "body": {**CERTIFICATE["body"], "document": "tax"}})
    )
    assert version is None
    assert "No letter is called “tax”" in str(report.refusals[0].words)


def test_a_real_letter_is_seen_by_both_templates_before_anyone_decides(commons):
    replay = tried(commons, version_of(commons), **for_alma(commons))
    letter = replay.result["letter"]
    assert letter["now"]["title"] == "Attestation pour Alma"
    assert letter["now"]["missing"] == ["signatory"]
    with commons.roue.inside():
        assert letter["was"]["title"] == ruled("employment").template.title
    assert letter["present"] == ""
    with pytest.raises(Invalid, match="for whom the letter is tried"):
        tried(commons, version_of(commons, {**CERTIFICATE, "slug": "other"}))


def test_a_letter_keeps_the_template_it_was_printed_with(commons):
    with_address(commons)
    with commons.roue.inside():
        house = ruled("employment").template.sha256
    first = printed(commons, {"signatory": "Nour", "role": "coursière"})
    version = version_of(commons)
    decision = adopted(commons, tried(commons, version, **for_alma(commons)))
    second = printed(commons)
    undone(commons, decision)
    third = printed(commons, {"signatory": "Nour", "role": "coursière"})
    assert [one.template_sha256 for one in (first, second, third)] == [house, version.sha256, house]
    assert [one.template for one in (first, second, third)] == ["", "bordeaux/attestation 1.0.0", ""]
    assert (
        second.text == "La Roue Libre atteste que Alma travaille chez elle depuis le 1 janvier 2024.\n\nNour"
    )
    assert third.text == first.text
    with commons.roue.inside():
        told = JournalEntry.objects.filter(name="LetterPrinted").order_by("position")
        assert [one.payload["letter_id"] for one in told] == [str(one.pk) for one in (first, second, third)]
    with commons.bordeaux.inside():
        assert PrintedLetter.objects.count() == 0


def test_a_letter_with_an_open_place_is_not_printed(commons):
    with pytest.raises(Invalid, match="is not filled in") as refused:
        printed(commons)
    assert refused.value.field == "address"


def test_each_letter_has_a_template_of_its_own(commons):
    adopted(commons, tried(commons, version_of(commons), **for_alma(commons)))
    invitation = commons.published(example("invitation"))
    adopted(commons, tried(commons, invitation, **for_alma(commons)))
    with commons.roue.inside():
        assert [ruled(code).name for code in ("employment", "invitation", "shares")] == [
            "bordeaux/attestation 1.0.0",
            "bordeaux/invitation 1.0.0",
            "",
        ]


def test_two_steps_back_lead_to_the_houses_own(commons):
    first = adopted(commons, tried(commons, version_of(commons), **for_alma(commons)))
    other = version_of(commons, {**CERTIFICATE, "slug": "autre"}, title="Autre")
    second = adopted(commons, tried(commons, other, **for_alma(commons)))
    with pytest.raises(NotAllowedNow, match="decided later"):
        undone(commons, first)
    names = []
    for minutes, decision in ((1, second), (2, first)):
        with commons.roue.inside():
            undo_decision(
                decision_id=decision.pk,
                minute=MINUTE,
                valid_from=TODAY,
                by=commons.roue.by("nour"),
                at=NOON + timedelta(minutes=minutes),
            )
            names.append(ruled("employment").name)
    assert names == ["bordeaux/attestation 1.0.0", ""]


def test_in_france_a_letter_is_forgotten_after_five_years_and_not_before(commons, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC))
    with_address(commons)
    decision = adopted(commons, tried(commons, version_of(commons), **for_alma(commons)))
    printed(commons)
    for years, days, letters, trials in ((0, 59, 1, 1), (0, 61, 1, 0), (5, 0, 1, 0), (5, 1, 0, 0)):
        day = NOON.replace(year=NOON.year + years) + timedelta(days=days)
        with time_machine.travel(day, tick=False):
            forget_letters(cooperative_id=commons.roue.cooperative.pk)
        with commons.roue.inside():
            assert (PrintedLetter.objects.count(), PolicyReplay.objects.count()) == (letters, trials)
    with commons.roue.inside():
        kept = PolicyDecision.objects.get(pk=decision.pk)
        assert "Alma" not in json.dumps([kept.replay, kept.before])
        assert ruled("employment").name == "bordeaux/attestation 1.0.0"
        assert JournalEntry.objects.filter(name="LetterPrinted").count() == 1


@pytest.mark.parametrize("country", [*TERMS, "PT"])
@pytest.mark.parametrize("printed_on", [date(2023, 2, 28), date(2024, 2, 29), date(2026, 12, 31)])
def test_a_letter_goes_the_day_after_the_last_one_it_is_said_to_be_kept(country, printed_on):
    term = term_for(country, printed_on)
    last = term.kept_until(printed_on)
    assert term.first_kept(last) <= printed_on < term.first_kept(last + timedelta(days=1))
    assert (last.year, last.month) == (
        printed_on.year + term.years,
        12 if term.from_year_end else printed_on.month,
    )


def test_where_no_law_was_looked_up_the_longest_term_counts():
    assert term_for("PT", TODAY) == ELSEWHERE[0]
    assert ELSEWHERE[0].years == max(one.years for terms in TERMS.values() for one in terms)
    assert {country for country, (term,) in TERMS.items() if term.read_on} == {"BE", "FR"}


def test_the_purge_goes_by_the_law_of_the_country_and_the_pages_say_until_when(commons, login, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC))
    here = commons.roue.cooperative
    with_address(commons)
    letter = printed(commons, {"signatory": "Nour", "role": "coursière"})
    listed = login(commons.roue.nour).get(at()).text
    assert "A printed letter is kept for 5 years" in listed
    assert "Code civil (FR), art. 2224, loi 2008-561, read on" in listed
    for country, words, until in (
        ("BE", "kept for 10 years", NOON.year + 10),
        ("FI", "source not checked yet", NOON.year + 3),
        ("PT", "Nobody has looked up the law of this country yet", NOON.year + 10),
    ):
        here.country = country
        here.save()
        nour = login(commons.roue.nour)
        assert words in nour.get(at()).text
        said = f'until <time datetime="{TODAY.replace(year=until)}">'
        assert f"kept {said}" in nour.get(at()).text
        assert f"Kept {said}" in nour.get(at(f"{letter.pk}/")).text
    here.country = "FI"
    here.save()
    for days, kept in ((0, 1), (1, 0)):
        with time_machine.travel(NOON.replace(year=NOON.year + 3) + timedelta(days=days), tick=False):
            forget_letters(cooperative_id=here.pk)
        with commons.roue.inside():
            assert PrintedLetter.objects.count() == kept


def test_nour_tries_adopts_writes_and_prints_from_the_pages(commons, login):
    with_address(commons)
    version_of(commons)
    nour = login(commons.roue.nour)
    assert nour.get(at()).text.count("Rules here: the house’s own") == len(LETTERS)
    to_try = "/c/roue-libre/federation/commons/policies/bordeaux/attestation/try/"
    trial = nour.post(to_try, for_alma(commons), follow=True)
    assert "Attestation pour Alma" in trial.text
    assert '<mark class="letter-open">who signs</mark>' in trial.text
    nour.post(trial.redirect_chain[-1][0], {"minute": MINUTE, "valid_from": TODAY})
    page = nour.get(at())
    assert "bordeaux/attestation 1.0.0" in page.text
    assert MINUTE in page.text
    form = {"member": str(commons.roue.courier_id), "signatory": "<b>Nour</b>"}
    seen = nour.post(at("employment/"), {**form, "do": "preview"})
    assert "depuis le 1 janvier 2024" in seen.text
    assert "&lt;b&gt;Nour" in seen.text
    short = nour.post(at("contract/"), {**form, "do": "print"})
    assert short.status_code == 422
    assert "is not filled in: type it" in short.text
    typed = nour.post(at("contract/"), {**form, "role": "coursière", "do": "preview"})
    assert "coursière" in typed.text
    assert "not filled in:" not in typed.text
    letter = nour.post(at("employment/"), {**form, "do": "print"}, follow=True)
    assert "Printed, and kept with the fingerprint of its template." in letter.text
    with commons.roue.inside():
        kept = PrintedLetter.objects.get()
    assert kept.template_sha256 in letter.text
    pdf = nour.get(at(f"{kept.pk}/pdf/"))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content[:5] == b"%PDF-"
    assert nour.get(at("nothing/")).status_code == 404
    ines = login(commons.roue.ines)
    assert ines.get(at()).status_code == 200
    assert ines.get(at(f"{kept.pk}/")).status_code == 404
