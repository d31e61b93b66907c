"""Evidence: what the platform counts, what people say, what leaves and when."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.review.catalogue import CRITERIA
from federation.domain.review.chain import sha256_of
from federation.domain.review.dossier import dossier_hash
from federation.models import Dossier, DossierFile, EvidenceSnapshot, LineComment, ReviewTrigger
from federation.queries.evidence import measures
from federation.queries.membership import belonging
from federation.queries.review.dossier import body_of, own_lines
from federation.services.review.criteria import publish_criteria
from federation.services.review.evidence import (
    Declared,
    collect_evidence,
    comment_line,
    declare_evidence,
    release_dossier,
)
from members.models import Contract, MemberWorker
from members.services.roster import clock_out
from members.services.shares import subscribe_shares
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import entered
from tests.federation.review.conftest import NOW, PDF, REASON, TODAY, release
from tests.members.conftest import work


def lines_of(cast):
    with cast.inside():
        return {line["code"]: line for line in own_lines()[1]}


def collect(cast, at):
    with cast.inside():
        return collect_evidence(by=PLATFORM, at=at)


def test_every_computed_criterion_is_measured_or_says_why_not(roue, now):
    with roue.inside():
        found = {one.criterion: one for one in measures(now.date())}
    assert set(found) == {one.code for one in CRITERIA if one.kind == "computed"}
    assert all(one.value is not None or one.note for one in found.values())
    assert found["E2"].value == Decimal("1.00")
    assert found["M1"].value == Decimal(0)
    assert found["F1"].note["message"] == "Nothing is in the books of this period."


def test_what_the_platform_counts_of_workers_hours_and_contracts(roue, now):
    with roue.inside():
        alma = MemberWorker.objects.get()
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=now)
        work(alma.pk, now - timedelta(days=20), hours=6)
        ends = (now - timedelta(days=15)).date()
        Contract.objects.update(ended_on=ends)
        work(alma.pk, now - timedelta(days=10), hours=2)
        subscribe_shares(member_id=alma.pk, units=5, nominal_cents=2000, on=ends, by=PLATFORM, at=now)
        found = {one.criterion: one for one in measures(now.date())}
    assert (found["W1"].numerator, found["W1"].denominator, found["W1"].value) == (6, 8, 75)
    assert found["M1"].value == 100
    assert (found["M2"].value, found["M2"].denominator) == (0, 10_000)
    assert found["E2"].note["message"] == "No contract is in force."
    assert found["W3"].value == 0


def test_a_snapshot_is_kept_once_until_it_changes_or_is_a_month_old(roue, now):
    first = collect(roue, now)
    assert first == 20
    assert collect(roue, now + timedelta(hours=1)) == 0
    assert collect(roue, now + timedelta(days=30)) == 20
    with roue.inside(), pytest.raises(DatabaseError), transaction.atomic():
        EvidenceSnapshot.objects.update(value=100)


def test_the_hash_of_a_snapshot_recomputes(roue, now):
    collect(roue, now)
    with roue.inside():
        for row in EvidenceSnapshot.objects.all():
            body = body_of(row, roue.slug)
            assert sha256_of(body) == row.sha256
            assert sha256_of({**body, "value": "100.01"}) != row.sha256


def test_what_is_computed_is_not_declared_and_what_is_declared_is_marked(roue, now):
    collect(roue, now)
    with roue.inside():
        for code, expected in {"E2": NotAllowedNow, "E1": None, "D1": None}.items():
            said = Declared(code, Decimal(3), TODAY, TODAY, "From the minutes")
            if expected:
                with pytest.raises(expected, match="comment on the line"):
                    declare_evidence(said=said, by=roue.by("nour"), at=now)
            else:
                declare_evidence(said=said, by=roue.by("nour"), at=now)
    lines = lines_of(roue)
    assert [lines[code]["evidence"]["kind"] for code in ("E2", "E1", "D1")] == [
        "computed",
        "declared",
        "declared",
    ]
    assert (lines["D1"]["colour"], lines["D2"]["colour"], lines["W5"]["evidence"]) == (
        "green",
        "unknown",
        None,
    )
    no_assembly = "No assembly was held on the platform yet."
    assert (lines["D1"]["not_computed"]["message"], lines["D2"]["evidence"]["note"]["message"]) == (
        no_assembly,
        no_assembly,
    )
    assert "not_computed" not in lines["E2"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"criterion": "Z1"}, "criterion"),
        ({"first": date(2026, 12, 1)}, "last"),
        ({"value": Decimal("NaN")}, "value"),
        ({"words": " "}, "words"),
        ({"criterion": "M3"}, "paper"),
        ({"paper": ("x.pdf", b"GIF89a")}, "paper"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused_at_its_field(lyon, changes, field):
    facts = {
        "criterion": "D1",
        "value": Decimal(3),
        "first": TODAY,
        "last": TODAY,
        "words": "Minutes",
    } | changes
    with lyon.inside(), pytest.raises(Invalid) as refused:
        declare_evidence(said=Declared(**facts), by=lyon.by("nour"), at=NOW)
    assert refused.value.field == field


def test_nothing_leaves_before_the_co_op_releases_it(house, lyon, vaduz):
    house.founder(lyon)
    with lyon.inside():
        paper = ("statutes.pdf", PDF)
        said = Declared("M3", Decimal(0), TODAY, TODAY, "Art. 12 of the statutes", paper)
        declare_evidence(said=said, by=lyon.by("nour"), at=NOW)
        comment_line(criterion="M3", text="One person,\none vote.", by=lyon.by("nour"), at=NOW)
    with house.inside():
        assert (EvidenceSnapshot.objects.count(), LineComment.objects.count(), Dossier.objects.count()) == (
            0,
            0,
            0,
        )
    dossier = release(lyon)
    assert dossier.sha256 == dossier_hash(dossier.set_version, dossier.lines)
    with house.inside():
        seen = Dossier.objects.get()
        assert dossier_hash(seen.set_version, seen.lines) == seen.sha256
        line = next(line for line in seen.lines if line["code"] == "M3")
        assert (line["comment"], line["paper"], line["evidence"]["value"]) == (
            "One person, one vote.",
            "statutes.pdf",
            "0.00",
        )
        assert bytes(DossierFile.objects.get().content) == PDF
    with vaduz.inside():
        assert (Dossier.objects.count(), DossierFile.objects.count()) == (0, 0)
    with lyon.inside(), pytest.raises(NotAllowedNow, match="Nothing has changed"):
        release_dossier(by=lyon.by("nour"), at=NOW)


def test_a_dossier_names_no_person(roue, now):
    """The federation sees sums: no name, no address of anybody who works there."""
    collect(roue, now)
    with roue.inside():
        told = json.dumps(release_dossier(by=roue.by("nour"), at=now).lines)
    for name, user in roue.users.items():
        assert user.email not in told
        assert f'"{name.title()}"' not in told


def test_the_federation_publishes_its_own_thresholds(house, lyon):
    release(lyon, W1=82)
    with house.inside():
        moved = {
            "code": "W1",
            "country": "fr",
            "green": Decimal(80),
            "amber": Decimal(70),
            "source": "AG 2026",
        }
        first = publish_criteria(**moved, note=REASON, by=house.by("simone"), at=NOW)
        with pytest.raises(Invalid, match="has a threshold"):
            publish_criteria(**moved | {"code": "E3"}, note=REASON, by=house.by("simone"), at=NOW)
        with pytest.raises(Invalid, match="source"):
            publish_criteria(**moved | {"source": " "}, note=REASON, by=house.by("simone"), at=NOW)
        second = publish_criteria(
            **moved | {"code": "", "green": None}, note=REASON, by=house.by("kofi"), at=NOW
        )
    assert (first.version, second.version, first.sha256 == second.sha256) == (1, 2, True)
    assert lines_of(lyon)["W1"]["colour"] == "green"
    with house.inside():
        old = Dossier.objects.get()
        assert (old.set_version, next(line for line in old.lines if line["code"] == "W1")["colour"]) == (
            0,
            "amber",
        )
    with lyon.inside(), pytest.raises(NotAllowedNow):
        publish_criteria(**moved, note=REASON, by=lyon.by("nour"), at=NOW)


def test_a_warning_in_a_members_books_asks_for_a_review_once(house, roue, now):
    """Six hundred euros were spent in three months, and the bank is overdrawn."""
    with roue.inside():
        entered(now.date() - timedelta(days=20), ("6251", 60_000), ("512", -60_000), journal="BQ")
    collect(roue, now)
    with roue.inside():
        assert ReviewTrigger.objects.count() == 0
    house.founder(roue)
    collect(roue, now)
    collect(roue, now + timedelta(days=31))
    with house.inside():
        assert belonging(roue.slug, now.date()) == "admitted"
        assert [(row.kind, row.numerator) for row in ReviewTrigger.objects.all()] == [("early_warning", 1)]


def test_a_moment_hashes_the_same_in_every_zone(lyon):
    at = datetime(2026, 11, 4, 10, tzinfo=UTC)
    with lyon.inside():
        row = declare_evidence(
            said=Declared("D1", Decimal(3), TODAY, TODAY, "Minutes"), by=lyon.by("nour"), at=at
        )
        assert sha256_of(body_of(EvidenceSnapshot.objects.get(pk=row.pk), "lyon")) == row.sha256
