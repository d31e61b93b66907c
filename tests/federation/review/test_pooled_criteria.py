"""The federation judges by a set out of the commons: tried, adopted, kept by a review that runs, taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coopplatform.journal.models import JournalEntry
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.commons.document import Document
from federation.domain.review.catalogue import CRITERIA
from federation.domain.review.criteria import Colour
from federation.domain.review.pooled import judged_anew, with_set
from federation.models import CriteriaSet, Policy, PolicyMark, PolicyReview, PolicyVersion, Review
from federation.queries.review.criteria import criteria_here, criteria_in_force
from federation.queries.review.dossier import own_lines
from federation.services.review.criteria import adopt_pooled_criteria, return_to_criteria
from tests.federation.commons.conftest import example
from tests.federation.review.conftest import NOW, REASON, TODAY, apply, cooperative, release

LATER = NOW + timedelta(hours=1)
ROW = {
    "id": "M1",
    "title": "x",
    "unit": "percent",
    "better": "more",
    "green": 80,
    "amber": 70,
    "source": "AG",
}


def moved(**changes):
    return with_set(CRITERIA, [ROW | changes], TODAY)


def test_a_set_moves_what_it_names_and_leaves_the_rest_and_each_countrys_law():
    found = {one.code: one for one in moved(id="M2", green=75, amber=60)}
    before = {one.code: one for one in CRITERIA}
    assert found["M2"].threshold("BE").green == Decimal(75)
    assert found["M2"].threshold("FR") == before["M2"].threshold("FR")
    assert [code for code in found if found[code] != before[code]] == ["M2"]
    added = with_set(CRITERIA, [ROW | {"id": "G9", "better": "less", "green": 1, "amber": 3}], TODAY)[-1]
    assert [added.colour("FR", Decimal(n)) for n in (1, 3, 4)] == [Colour.GREEN, Colour.AMBER, Colour.RED]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "E3"}, "shown and not judged"),
        ({"better": "less", "green": 10, "amber": 20}, "more and less are swapped"),
        ({"unit": "count"}, "another unit"),
        ({"id": "X1"}, "first its chapter"),
        ({"id": "M99", "unit": "minutes"}, "percent, per mille or times"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(changes, words):
    with pytest.raises(Invalid, match=words):
        moved(**changes)


def test_colours_are_counted_before_and_after_of_criteria_that_differ():
    dossiers = [("FR", {"M1": Decimal(75)}), ("BE", {"M1": Decimal(85)}), ("FR", {})]
    (row,) = judged_anew(CRITERIA, moved(), dossiers)
    assert dict(row.was) == {Colour.GREEN: 2, Colour.UNKNOWN: 1}
    assert dict(row.now) == {Colour.AMBER: 1, Colour.GREEN: 1, Colour.UNKNOWN: 1}


def published(author, **changes):
    """A set of an author's, read by two others and published, in short."""
    stored = example("light-criteria") | changes
    document = Document.from_json(stored)
    with author.inside():
        policy = Policy.objects.create(kind=document.kind, slug=document.slug, made_at=NOW)
        version = PolicyVersion.objects.create(
            policy=policy,
            number=document.version,
            title=document.title,
            document=document.as_json(),
            sha256=document.sha256,
            gate={"checks": []},
            submitted_by="x",
            submitted_at=NOW,
        )
    for slug in ("reader-1", "reader-2"):
        with cooperative(slug, slug).inside():
            PolicyReview.objects.create(
                version=version, agrees=True, words="Read.", reviewed_by="x", reviewed_at=NOW
            )
    with author.inside():
        PolicyMark.objects.create(version=version, kind="published", marked_at=NOW)
    return version


def adopt(house, version, values=None, at=LATER):
    with house.inside():
        return adopt_pooled_criteria(
            version_id=version.pk, values=values or {}, note=REASON, by=house.by("simone"), at=at
        )


def colour(member, code):
    with member.inside():
        return next(line["colour"] for line in own_lines()[1] if line["code"] == code)


def test_a_review_keeps_the_criteria_it_began_under(house, lyon, vaduz):
    version = published(vaduz)
    apply(lyon)
    release(lyon, E2=4)
    house.review(lyon)
    assert colour(lyon, "E2") == "amber"
    made = adopt(house, version, {"members_green": 90})
    assert made.origin["name"] == "vaduz/light-review 1.0.0"
    assert made.origin["values"] == {"members_green": 90}
    with house.inside():
        assert Review.objects.get().criteria_version == 0
        assert JournalEntry.objects.filter(name="CriteriaPublished").get().payload["criteria_id"] == str(
            made.pk
        )
    assert criteria_in_force()[0] == 1
    with lyon.inside():
        assert criteria_here()[0] == 0
    with vaduz.inside():
        assert criteria_here()[0] == 1
        members = next(one for one in criteria_here()[1] if one.code == "M1")
    assert members.threshold("FR").green == Decimal(90)
    with pytest.raises(NotAllowedNow, match="changes nothing"):
        adopt(house, version, {"members_green": 90})
    with house.inside():
        back = return_to_criteria(version=0, note=REASON, by=house.by("simone"), at=LATER)
    assert (back.version, back.origin) == (2, {"back_to": 0})
    assert criteria_in_force()[1] == CRITERIA
    assert CriteriaSet.objects.count() == 2


def test_the_board_tries_adopts_and_goes_back_from_the_pages(house, lyon, vaduz, login, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    published(vaduz)
    release(lyon, B1=90)
    fatou, simone = login(house.cast.users["fatou"]), login(house.cast.users["simone"])
    listed = simone.get("/c/federation/reviews/criteria/").text
    assert "Light yearly review" in listed
    page = "/c/federation/reviews/criteria/commons/vaduz/light-review/"
    tried = simone.post(page, {"p_members_green": "75", "do": "try"}).text
    assert "1 dossier looked at" in tried
    assert "M1 Workers are members" in tried
    assert fatou.get(page).status_code == 200
    assert fatou.post(page, {"p_members_green": "75", "do": "adopt", "note": REASON}).status_code == 404
    short = simone.post(page, {"p_members_green": "75", "do": "adopt", "note": "Yes"})
    assert short.status_code == 422
    out = simone.post(page, {"p_members_green": "95", "do": "adopt", "note": REASON})
    assert "goes from" in out.text or "less than or equal" in out.text
    adopted = simone.post(page, {"p_members_green": "75", "do": "adopt", "note": REASON}, follow=True).text
    assert "Criteria, version 1" in adopted
    assert "From the commons:" in adopted
    assert "vaduz/light-review 1.0.0" in login(lyon.nour).get("/c/lyon/federation/dossier/").text
    back = simone.post(
        "/c/federation/reviews/criteria/back/", {"version": "0", "note": REASON}, follow=True
    ).text
    assert "As in version 0 again." in back
