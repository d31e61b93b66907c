"""Assemblies, rides and votes on the platform are counted into the dossier; a review keeps the lines it began under."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.ids import uuid7
from deliveries.models import Delivery
from federation.domain.review.dossier import percent_of
from federation.models import Consultation, CriteriaSet, DelegateVote, Review, RollEntry
from federation.queries.evidence import measures
from federation.queries.review.criteria import criteria_in_force
from federation.queries.review.dossier import own_lines
from federation.services.review.criteria import publish_criteria, take_up_edition
from federation.services.review.evidence import Declared, collect_evidence, declare_evidence
from members.models import Assembly
from members.services.assemblies import call_assembly, record_assembly
from members.services.assembly_papers import publish_paper
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import delivered
from tests.federation.review.conftest import NOW, PDF, REASON, TODAY

HELD_AT = NOW - timedelta(days=90)


def held(cast, *, at=HELD_AT, members=10, present=5, represented=1, most=1, papers=True):
    """Called three weeks before with its papers, held, and minuted a week later."""
    nour = cast.by("nour")
    with cast.inside():
        called = at - timedelta(days=21)
        made = call_assembly(
            title="AG", place="À l’atelier", held_at=at, motions=["Accounts"], by=nour, at=called
        )
        if papers:
            for kind in ("accounts", "review"):
                publish_paper(assembly_id=made.pk, kind=kind, paper=("a.pdf", PDF), by=nour, at=called)
        record_assembly(
            assembly_id=made.pk,
            members=members,
            present=present,
            represented=represented,
            most_proxies=most,
            counts={1: (present, 0, 0)},
            by=nour,
            at=at,
        )
        if papers:
            minuted = at + timedelta(days=7)
            publish_paper(assembly_id=made.pk, kind="minutes", paper=("m.pdf", PDF), by=nour, at=minuted)
    return made


def measured(cast, today=TODAY):
    with cast.inside():
        return {one.criterion: one for one in measures(today)}


def lines_of(cast):
    with cast.inside():
        return {line["code"]: line for line in own_lines()[1]}


def test_an_assembly_with_its_papers_gives_four_lines(lyon):
    held(lyon)
    found = measured(lyon)
    assert [(code, found[code].value) for code in ("M3", "D1", "D2", "D3")] == [
        ("M3", 0),
        ("D1", 3),
        ("D2", 60),
        ("D3", 20),
    ]
    assert found["D3"].last == HELD_AT.date()
    with lyon.inside():
        collect_evidence(by=PLATFORM, at=NOW)
    lines = lines_of(lyon)
    assert {lines[code]["colour"] for code in ("M3", "D1", "D2", "D3")} == {"green"}
    with lyon.inside(), pytest.raises(NotAllowedNow, match="comment on the line"):
        declare_evidence(
            said=Declared("D2", Decimal(99), TODAY, TODAY, "By hand"), by=lyon.by("nour"), at=NOW
        )


def test_what_an_assembly_leaves_open_stays_a_paper_or_a_word_and_says_why(lyon):
    held(lyon, most=None, papers=False)
    with lyon.inside():
        collect_evidence(by=PLATFORM, at=NOW)
        by = lyon.by("nour")
        with pytest.raises(Invalid, match="stands on a document"):
            declare_evidence(said=Declared("D3", Decimal(16), TODAY, TODAY, "Notice"), by=by, at=NOW)
        said = Declared("M3", Decimal(0), TODAY, TODAY, "Article 12", ("s.pdf", PDF))
        declare_evidence(said=said, by=by, at=NOW)
    lines = lines_of(lyon)
    assert (lines["D2"]["evidence"]["kind"], lines["D2"]["evidence"]["value"]) == ("computed", "60.00")
    assert (lines["M3"]["evidence"]["kind"], lines["M3"]["said_as"]) == ("document", "document")
    assert lines["M3"]["not_computed"]["message"].startswith("Of the assembly of %(day)s it is not written")
    assert lines["M3"]["not_computed"]["params"]["day"] == {"day": HELD_AT.date().isoformat()}
    assert lines["D1"]["evidence"]["note"]["message"].startswith(
        "Of the assemblies held on the platform none"
    )


def test_one_that_carried_too_many_is_seen_and_its_votes_do_not_count(lyon):
    made = held(lyon, members=10, present=4, represented=3, most=3)
    with lyon.inside():
        assert [one.result for one in made.motions.all()] == ["too_many_proxies"]
    assert measured(lyon)["M3"].value == 40
    with pytest.raises(Invalid, match="cannot carry 1 at most") as refused:
        held(lyon, at=HELD_AT + timedelta(days=30), present=2, represented=3, most=1)
    assert refused.value.field == "most_proxies"


def test_an_assembly_called_again_counts_once(lyon):
    first = held(lyon, present=2, represented=0)
    again = held(lyon, at=HELD_AT + timedelta(days=30), present=6, represented=0)
    with lyon.inside():
        Assembly.objects.filter(pk=again.pk).update(first=first.pk, call=2)
    found = measured(lyon)
    assert (found["D2"].value, found["D1"].denominator) == (60, 1)


def test_papers_have_their_order(lyon):
    nour = lyon.by("nour")
    with lyon.inside():
        made = call_assembly(
            title="AG", place="Ici", held_at=NOW + timedelta(days=30), motions=["A"], by=nour, at=NOW
        )
        for changes, error in (
            ({"kind": "minutes"}, NotAllowedNow),
            ({"kind": "poem"}, Invalid),
            ({"paper": ("x.pdf", b"GIF89a")}, Invalid),
            ({"paper": None}, Invalid),
            ({"assembly_id": uuid7()}, NotFound),
        ):
            facts = {"assembly_id": made.pk, "kind": "accounts", "paper": ("a.pdf", PDF)} | changes
            with pytest.raises(error):
                publish_paper(**facts, by=nour, at=NOW)


def test_votes_of_the_federation_are_counted_and_nothing_is_unknown(house, lyon, vaduz):
    assert measured(lyon)["C1"].note["message"].startswith("No vote of the federation ended")
    votes = []
    for days in (400, 200, 100, -5):
        with house.inside():
            end = NOW - timedelta(days=days)
            votes.append(
                Consultation.objects.create(
                    kind="other", title="T", text="T", rule={}, opened_by=house.cast.users["simone"],
                    opened_at=end - timedelta(days=9), amend_until=end - timedelta(days=6),
                    vote_from=end - timedelta(days=5), vote_until=end,
                )
            )  # fmt: skip
        with lyon.inside():
            RollEntry.objects.create(consultation=votes[-1], workers=3, entered_at=NOW)
    for one, choice in ((votes[0], "yes"), (votes[1], "yes"), (votes[1], "no")):
        with lyon.inside():
            DelegateVote.objects.create(
                consultation=one, choice=choice, cast_by=lyon.users["nour"], cast_at=NOW
            )
    found = measured(lyon)["C1"]
    assert (found.value, found.numerator, found.denominator) == (1, 1, 2)
    assert found.note["params"] == {"policies": 0, "hours": 0.0}
    assert measured(vaduz)["C1"].value is None


def test_kilometres_are_those_of_what_was_handed_over(roue, now):
    assert measured(roue, now.date())["B1"].value is None
    with roue.inside():
        handed_over = [delivered(roue, now - timedelta(days=days)).delivery for days in (3, 9, 400)]
    kilometres = round(Decimal(sum(one.distance_metres for one in handed_over[:2])) / 1000, 2)
    found = measured(roue, now.date())["B1"]
    assert (found.value, found.numerator, found.denominator) == (100, kilometres, kilometres)
    assert found.note["params"]["motor"] == 0


def test_what_was_driven_stands_below_the_line_and_not_above_it(roue, now):
    with roue.inside():
        ridden, driven, unsaid = (delivered(roue, now - timedelta(days=days)).delivery for days in (3, 5, 9))
        Delivery.objects.filter(pk=ridden.pk).update(vehicle="cargo:muscle")
        Delivery.objects.filter(pk=driven.pk).update(vehicle="bicycle:fast")
    found = measured(roue, now.date())["B1"]
    by_bike, all_ = (
        Decimal(sum(one.distance_metres for one in some))
        for some in ((ridden, unsaid), (ridden, unsaid, driven))
    )
    assert (found.numerator, found.denominator) == (round(by_bike / 1000, 2), round(all_ / 1000, 2))
    assert found.value == percent_of(int(by_bike), int(all_)) < 100
    assert found.note["params"] == {
        "bike": round(unsaid.distance_metres / 1000, 1),
        "cargo": round(ridden.distance_metres / 1000, 1),
        "motor": round(driven.distance_metres / 1000, 1),
    }


def test_a_review_begun_under_the_first_edition_is_judged_by_it_to_its_end(house, lyon):
    house.founder(lyon)
    held(lyon)
    with house.inside():
        Review.objects.create(
            member=lyon.cooperative, kind="full", why=REASON, criteria_version=0,
            opened_by=house.cast.users["fatou"], opened_at=NOW,
        )  # fmt: skip
    with lyon.inside():
        collect_evidence(by=PLATFORM, at=NOW)
        by = lyon.by("nour")
        declare_evidence(said=Declared("D2", Decimal(41), TODAY, TODAY, "Sheets"), by=by, at=NOW)
    lines = lines_of(lyon)
    assert (lines["D2"]["asked"], lines["D2"]["evidence"]["value"]) == ("declared", "41.00")
    assert (lines["D1"]["formula"], lines["D1"]["evidence"]) == (
        "months since the last ordinary assembly",
        None,
    )
    assert lines["E1"]["asked"] == "computed"


def test_a_review_begun_now_goes_by_what_is_counted_now(house, lyon):
    house.founder(lyon)
    held(lyon)
    opened = house.review(lyon, kind="light")
    with lyon.inside():
        collect_evidence(by=PLATFORM, at=NOW)
    assert (opened.criteria_edition, lines_of(lyon)["D2"]["evidence"]["kind"]) == (2, "computed")


def test_a_federation_with_a_set_of_its_own_takes_the_newer_counting_up_from_its_page(house, lyon, login):
    with house.inside():
        with pytest.raises(NotAllowedNow, match="count as the platform does"):
            take_up_edition(note=REASON, by=house.by("simone"), at=NOW)
        moved = {"code": "W5", "country": "", "green": Decimal(4), "amber": Decimal(9), "source": "AG 2026"}
        published = publish_criteria(**moved, note=REASON, by=house.by("simone"), at=NOW)
        stored = [{**one, "kind": "declared"} if one["code"] == "D2" else one for one in published.criteria]
        CriteriaSet.objects.create(
            version=2, criteria=stored, note=REASON, origin={}, sha256="0" * 64,
            published_by=house.cast.users["simone"], published_at=NOW,
        )  # fmt: skip
    held(lyon)
    with lyon.inside():
        collect_evidence(by=PLATFORM, at=NOW)
    assert lines_of(lyon)["D2"]["evidence"] is None
    simone = login(house.cast.users["simone"])
    page = "/c/federation/reviews/criteria/"
    shown = simone.get(page).text
    assert "<b>D2</b>" in shown
    assert (
        simone.post(f"{page}edition/", {"note": "short"}, follow=True).text.count("A reason has at least")
        == 1
    )
    done = simone.post(f"{page}edition/", {"note": REASON}, follow=True).text
    assert "Version 2, counted as edition 2 of the platform counts." in done
    assert "Counted by the platform by now" not in done
    version, criteria = criteria_in_force()
    assert (version, next(one for one in criteria if one.code == "W5").thresholds["*"].green) == (3, 4)
    assert lines_of(lyon)["D2"]["evidence"]["value"] == "60.00"


def test_nour_publishes_papers_and_alma_reads_them(lyon, login, monkeypatch):
    with lyon.inside():
        made = call_assembly(
            title="AG",
            place="Ici",
            held_at=NOW + timedelta(days=30),
            motions=["A"],
            by=lyon.by("nour"),
            at=NOW,
        )
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    nour, alma = login(lyon.nour), login(lyon.alma)
    page = f"/c/lyon/assemblies/{made.pk}/papers/"
    wrong = nour.post(page, {"kind": "accounts", "paper": SimpleUploadedFile("a.pdf", b"GIF89a")})
    assert (wrong.status_code, "no PDF of up to 5 MB" in wrong.text) == (422, True)
    done = nour.post(page, {"kind": "accounts", "paper": SimpleUploadedFile("comptes.pdf", PDF)}, follow=True)
    assert "every member reads it from now on" in done.text
    seen = alma.get(f"/c/lyon/assemblies/{made.pk}/").text
    assert "comptes.pdf" in seen
    assert alma.post(page, {}).status_code == 404
    with lyon.inside():
        paper = made.papers.get()
    assert alma.get(f"{page}{paper.pk}/").content == PDF


def test_the_dossier_says_which_lines_people_said_and_why_they_are_not_counted(lyon, login):
    with lyon.inside():
        collect_evidence(by=PLATFORM, at=NOW)
        said = Declared("D1", Decimal(7), date(2025, 11, 4), TODAY, "Minutes of May")
        declare_evidence(said=said, by=lyon.by("nour"), at=datetime.now(NOW.tzinfo))
    shown = login(lyon.nour).get("/c/lyon/federation/dossier/").text
    assert shown.count("said-tag") == 1
    assert "Why it is not computed" in shown
    assert "the platform asks nobody what gender they are" in shown
    printed = login(lyon.nour).get("/c/lyon/federation/dossier/dossier.pdf")
    assert printed.content.startswith(b"%PDF")
