"""A policy's way: drafted, let in by the gate, read by two other co-ops, published, used, retired."""

import pytest
from django.db import DatabaseError, transaction

from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from federation.domain.commons.lifecycle import STEPS, TRANSITIONS, Said, State, Step, next_state, state_of
from federation.models import PolicyDraft, PolicyVersion
from federation.queries.commons.registry import catalogue, entry_of, policy_called
from federation.services.admitting import admit_cooperative
from federation.services.commons.drafting import begin_version, discard_draft, save_draft
from federation.services.commons.submitting import mark_version, review_version, submit_draft
from tests.conftest import PLATFORM, make_cooperative
from tests.federation.commons.conftest import NOON, PEOPLE, TODAY, WORDS, example

ALLOWED = {
    (State.DRAFT, Step.SUBMIT),
    (State.IN_REVIEW, Step.AGREE),
    (State.IN_REVIEW, Step.OBJECT),
    (State.REVIEWED, Step.AGREE),
    (State.REVIEWED, Step.OBJECT),
    (State.REVIEWED, Step.PUBLISH),
    (State.PUBLISHED, Step.ADOPT),
    (State.PUBLISHED, Step.DEPRECATE),
    (State.IN_REVIEW, Step.WITHDRAW),
    (State.REVIEWED, Step.WITHDRAW),
}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", State)
def test_every_step_from_every_state_is_allowed_or_refused_with_a_reason(state, step):
    assert {*TRANSITIONS} == ALLOWED
    if (state, step) in ALLOWED:
        assert isinstance(next_state(state, step), State)
    else:
        with pytest.raises(NotAllowedNow) as refused:
            next_state(state, step)
        assert len(str(refused.value)) > 20


@pytest.mark.parametrize(
    ("reviews", "marks", "state"),
    [
        ([], [], State.IN_REVIEW),
        ([("rennes", True)], [], State.IN_REVIEW),
        ([("rennes", True), ("rennes", True)], [], State.IN_REVIEW),
        ([("rennes", True), ("liege", True)], [], State.REVIEWED),
        ([("rennes", True), ("liege", False)], [], State.IN_REVIEW),
        ([("rennes", True), ("liege", True), ("liege", False)], [], State.IN_REVIEW),
        ([("rennes", True), ("liege", False), ("liege", True)], [], State.REVIEWED),
        ([("rennes", True), ("liege", True), ("lyon", False)], [], State.REVIEWED),
        ([("rennes", True), ("liege", True)], ["published"], State.PUBLISHED),
        ([("rennes", True), ("liege", True)], ["published", "deprecated"], State.DEPRECATED),
        ([("rennes", True)], ["withdrawn"], State.WITHDRAWN),
    ],
)
def test_a_state_is_read_from_what_was_written(reviews, marks, state):
    assert state_of([Said(*one) for one in reviews], marks) is state
    assert {*STEPS} == {"published", "deprecated", "withdrawn"}


def test_from_a_draft_to_a_policy_that_two_others_have_read(commons):
    draft = commons.draft(example("cargo-prices"))
    with commons.rennes.inside():
        assert list(PolicyDraft.objects.all()) == []
    report, version = commons.submit(draft)
    assert report.passed
    assert version.gate["cost"]["trials"] > 100
    assert version.sha256 == version.read().sha256
    for cast, state in ((commons.rennes, State.IN_REVIEW), (commons.liege, State.REVIEWED)):
        commons.review(version, cast)
        assert entry_of(version.pk)[1].state is state
    commons.mark(version)
    entry = policy_called("bordeaux", "cargo", only_public=True)
    assert entry.published.state is State.PUBLISHED
    assert [one.name for one in catalogue(only_public=True)] == ["bordeaux/cargo"]


def test_what_the_gate_refuses_stays_a_draft_with_its_reasons(commons):
    stored = example("cargo-prices")
    stored["body"]["rules"][0]["price"]["cents"] = 420
    report, version = commons.submit(commons.draft(stored))
    assert version is None
    assert [check.step for check in report.refusals] == ["parameters"]
    assert PolicyVersion.objects.count() == 0


def test_the_author_does_not_review_nor_does_a_co_op_that_does_not_belong(commons):
    version = commons.submitted(example("cargo-prices"))
    with pytest.raises(NotAllowedNow, match="your own policy"):
        commons.review(version, commons.bordeaux)
    lyon = make_cooperative("lyon", "Traboules", PEOPLE, NOON)
    with pytest.raises(NotAllowedNow, match="belongs to the federation"):
        commons.review(version, lyon)
    with commons.rennes.inside(), pytest.raises(Invalid, match="at least 20 characters"):
        review_version(version_id=version.pk, agrees=True, words="Fine", by=PLATFORM, at=NOON)


def test_a_co_op_that_has_left_may_not_review_publish_or_submit(commons):
    version = commons.submitted(example("cargo-prices"))
    commons.review(version)
    draft = commons.draft(example("split-day-wages"))
    commons.leaves(commons.bordeaux, commons.rennes)
    with pytest.raises(NotAllowedNow, match="belongs to the federation"):
        commons.review(version, commons.rennes)
    with pytest.raises(NotAllowedNow, match="belongs to the federation"):
        commons.mark(version)
    with pytest.raises(NotAllowedNow, match="belongs to the federation"):
        commons.submit(draft)


def test_only_the_author_publishes_and_only_once_two_agree(commons):
    version = commons.submitted(example("cargo-prices"))
    with pytest.raises(NotAllowedNow, match="Two other co-ops"):
        commons.mark(version)
    commons.review(version)
    with commons.rennes.inside(), pytest.raises(NotFound):
        mark_version(version_id=version.pk, kind="published", by=PLATFORM, at=NOON)
    commons.mark(version)
    with pytest.raises(NotAllowedNow, match="stays as it is"):
        commons.mark(version)
    with pytest.raises(NotAllowedNow, match="no longer under review"):
        commons.review(version, commons.roue)


def test_a_new_version_keeps_name_and_kind_and_goes_up(commons):
    version = commons.published(example("cargo-prices"))
    with commons.bordeaux.inside():
        draft = begin_version(version_id=version.pk, by=PLATFORM, at=NOON)
    assert '"version": "1.1.0"' in draft.text
    for old, new, words in (
        ('"version": "1.1.0"', '"version": "1.0.0"', "above 1.0.0"),
        ('"slug": "cargo"', '"slug": "other"', "keeps the short name"),
    ):
        with commons.bordeaux.inside():
            save_draft(draft_id=draft.pk, text=draft.text.replace(old, new), by=PLATFORM, at=NOON)
            with pytest.raises(Invalid, match=words):
                submit_draft(draft_id=draft.pk, by=PLATFORM, at=NOON)
    with commons.bordeaux.inside():
        save_draft(draft_id=draft.pk, text=draft.text, by=PLATFORM, at=NOON)
    _report, second = commons.submit(draft)
    assert [one.version.number for one in entry_of(second.pk)[0].versions] == ["1.1.0", "1.0.0"]
    with pytest.raises(Invalid, match="already"):
        commons.submit(commons.draft(example("cargo-prices")))


def test_a_fork_keeps_its_lineage_even_after_the_author_has_left(commons):
    version = commons.published(example("cargo-prices"))
    commons.leaves(commons.bordeaux)
    with commons.rennes.inside():
        draft = begin_version(version_id=version.pk, by=PLATFORM, at=NOON)
    _report, fork = commons.submit(draft, commons.rennes)
    assert fork.policy.parent == version
    assert str(fork.policy) == "rennes/cargo"
    assert [str(one.policy) for one in catalogue() if one.policy.parent] == ["rennes/cargo"]
    assert fork.document["licence"] == "CC-BY-SA-4.0"


def test_what_is_not_published_is_not_forked(commons):
    version = commons.submitted(example("cargo-prices"))
    with commons.rennes.inside(), pytest.raises(NotAllowedNow, match="Only what is published"):
        begin_version(version_id=version.pk, by=PLATFORM, at=NOON)


def test_a_draft_is_discarded_and_a_submitted_version_never_changes(commons):
    draft = commons.draft(example("cargo-prices"))
    version = commons.submitted(example("split-day-wages"))
    with commons.bordeaux.inside():
        discard_draft(draft_id=draft.pk, by=PLATFORM, at=NOON)
        with pytest.raises(NotFound):
            save_draft(draft_id=draft.pk, text="x", by=PLATFORM, at=NOON)
        with pytest.raises(DatabaseError), transaction.atomic():
            PolicyVersion.objects.filter(pk=version.pk).update(title="Other")
        with pytest.raises(DatabaseError), transaction.atomic():
            version.delete()
    with commons.rennes.inside(), pytest.raises(DatabaseError), transaction.atomic():
        PolicyVersion.objects.create(
            cooperative_id=commons.bordeaux.cooperative.pk,
            policy=version.policy,
            number="9.9.9",
            document={},
            sha256="",
            gate={},
            submitted_at=NOON,
        )


def test_who_joins_later_may_take_part_from_that_day_on(commons):
    lyon = make_cooperative("lyon", "Traboules", PEOPLE, NOON)
    version = commons.submitted(example("cargo-prices"))
    with commons.house.inside():
        admit_cooperative(slug="lyon", on=TODAY, by=commons.house.by("simone"), at=NOON)
    commons.review(version, lyon)
    assert WORDS in entry_of(version.pk)[1].reviews[0].words
