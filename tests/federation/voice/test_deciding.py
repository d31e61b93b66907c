"""From a text put to all co-ops to what they decided, each vote for everybody to read."""

import pytest
import time_machine
from django.db import DatabaseError, transaction

from cooperatives.services.founding import adopt_charter, grant_role
from cooperatives.services.people import invite
from coopplatform.journal.models import JournalEntry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from federation.domain.voice.voting import Choice
from federation.models import DelegateVote, WorkerAnswer, WorkerTally
from federation.queries.voice.answers import told_by_workers
from federation.queries.voice.consultations import seen
from federation.services.voice.consulting import decide_consultation
from federation.services.voice.taking_part import (
    answer_as_worker,
    cast_vote,
    enter_roll,
    propose_amendment,
    tell_workers,
    withdraw_amendment,
)
from federation.tasks import count_votes, take_part_in_consultations
from members.services.roster import hire
from tests.conftest import PASSWORD, PLATFORM, TERMS
from tests.federation.voice.conftest import AMENDING, BETWEEN, DAY, NOW, OVER, TEXT, VOTING


def amend(agora, consultation, slug, paragraph, text, *, at=AMENDING):
    member = agora.members[slug]
    with member.inside():
        return propose_amendment(
            consultation_id=consultation.pk,
            paragraph=paragraph,
            text=text,
            why="It says what we mean.",
            by=member.by("ines"),
            at=at,
        )


def staff_up(cast, count):
    """So many workers with accounts."""
    users = []
    with cast.inside():
        for n in range(count):
            user = invite(email=f"w{n}@{cast.slug}.example", name=f"W{n}", password=PASSWORD, by=PLATFORM)
            grant_role(user=user, role="courier", started_on=NOW.date(), by=PLATFORM)
            users.append(user)
    return users


def answers(cast, consultation, users, choices):
    with cast.inside():
        for user, choice in zip(users, choices, strict=True):
            answer_as_worker(
                consultation_id=consultation.pk, choice=choice, by=Actor.person(user.pk), at=VOTING
            )


def test_one_co_op_one_vote_decides_a_position(agora):
    one = agora.open()
    agora.enter(one)
    agora.vote(one, yes="lille nantes paris", no="lyon", blank="gand")
    decided = agora.decide(one)
    assert (decided.is_adopted, decided.text) == (True, TEXT)
    assert decided.body["votes"] == {
        "gand": "blank", "lille": "yes", "lyon": "no", "nantes": "yes", "paris": "yes",
    }  # fmt: skip
    assert decided.body["roll"] == {"gand": 22, "lille": 3, "lyon": 50, "nantes": 9, "paris": 14}


def test_statutes_need_seven_tenths_of_the_square_roots(agora):
    one = agora.open(kind="statutes")
    agora.enter(one)
    agora.vote(one, yes="lyon gand", no="lille nantes paris")  # 72 of 98 workers
    assert agora.decide(one).is_adopted is False


def test_the_charter_may_have_a_rule_of_its_own_and_it_is_frozen_when_it_opens(agora):
    rule = {"method": "double", "quorum": "3/4", "majority": "2/3"}
    with agora.cast.inside():
        adopt_charter(
            terms={**TERMS, "voice": {"rules": {"position": rule}}},
            valid_from=NOW.date(),
            by=PLATFORM,
            at=NOW,
        )
    one = agora.open()
    with agora.cast.inside():
        adopt_charter(terms=TERMS, valid_from=NOW.date() + DAY, by=PLATFORM, at=NOW)
    assert one.rule == rule


def test_a_vote_may_be_cast_anew_and_the_last_one_counts(agora):
    one = agora.open()
    agora.enter(one)
    agora.vote(one, no="lille nantes paris")
    agora.vote(one, yes="lille nantes paris", at=VOTING + DAY)
    with agora.cast.inside():
        assert DelegateVote.objects.count() == 6
    assert agora.decide(one).is_adopted is True


def test_nobody_votes_before_or_after_or_off_the_roll(agora):
    one = agora.open()
    agora.enter(one, "lille", "nantes", "paris", "gand")
    for at in (AMENDING, BETWEEN):
        with pytest.raises(NotAllowedNow, match="There is no vote now"):
            agora.vote(one, yes="lille", at=at)
    with pytest.raises(NotAllowedNow, match="This vote is closed"):
        agora.vote(one, yes="lille", at=OVER)
    with pytest.raises(NotAllowedNow, match="not on the roll"):
        agora.vote(one, yes="lyon")
    with pytest.raises(NotAllowedNow, match="roll of this vote is closed"), agora.members["lyon"].inside():
        enter_roll(consultation_id=one.pk, declared_workers=50, by=PLATFORM, at=VOTING)


def test_nothing_is_counted_before_its_end_and_twice_is_once(agora):
    one = agora.open()
    agora.enter(one)
    agora.vote(one, yes="lille nantes paris")
    with pytest.raises(NotAllowedNow, match="not over yet"):
        agora.decide(one, at=VOTING)
    assert agora.decide(one).pk == agora.decide(one, at=OVER + DAY).pk


def test_amendments_are_voted_and_make_the_text(agora):
    one = agora.open()
    agora.enter(one)
    tools = amend(agora, one, "lille", 2, "They own the platform they ride for.")
    amend(agora, one, "gand", 1, "")
    agora.vote(one, yes="lille nantes paris", no="gand lyon")
    agora.vote(one, amendment=tools, yes="lille nantes paris gand")
    decided = agora.decide(one)
    assert decided.text == "Couriers are employees.\n\nThey own the platform they ride for."
    assert [each["adopted"] for each in decided.body["amendments"]] == [True, False]


def test_an_amendment_comes_in_time_for_a_paragraph_there_is(agora):
    one = agora.open()
    with pytest.raises(NotAllowedNow, match="Amendments are closed"):
        amend(agora, one, "lille", 1, "Late", at=BETWEEN)
    with pytest.raises(Invalid, match="one of the text’s paragraphs"):
        amend(agora, one, "lille", 3, "Beyond")


def test_an_author_takes_an_amendment_back_until_the_vote_opens_and_nobody_votes_on_it(agora):
    asked, lille, paris = agora.open(), agora.members["lille"], agora.members["paris"]
    agora.enter(asked)
    proposed = [amend(agora, asked, "lille", 1, text) for text in ("We are employees.", "Nobody is alone.")]

    def take_back(member, amendment, at):
        with member.inside():
            return withdraw_amendment(amendment_id=amendment.pk, by=member.by("ines"), at=at)

    with pytest.raises(NotFound):
        take_back(paris, proposed[0], BETWEEN)
    row = take_back(lille, proposed[0], BETWEEN)
    assert take_back(lille, proposed[0], VOTING) == row
    with pytest.raises(NotAllowedNow, match="The vote has begun"):
        take_back(lille, proposed[1], VOTING)
    with pytest.raises(NotFound):
        agora.vote(asked, amendment=proposed[0], yes="paris")
    agora.vote(asked, amendment=proposed[1], yes="lille nantes paris")
    agora.vote(asked, yes="lille nantes paris")
    with lille.inside():
        told = JournalEntry.objects.get(name="AmendmentTakenBack").payload
    assert told["amendment_id"] == str(proposed[0].pk)
    decided = agora.decide(asked)
    assert [one["number"] for one in decided.body["amendments"]] == [2]
    assert decided.text.startswith("Nobody is alone.")


def test_two_consultations_at_a_time_are_enough(agora):
    agora.open()
    agora.open(title="Second")
    with pytest.raises(NotAllowedNow, match="2 consultations are open already"):
        agora.open(title="Third")
    agora.open(title="Third", at=OVER)


def test_only_the_federation_asks_and_only_co_ops_answer(agora):
    one = agora.open()
    with pytest.raises(NotAllowedNow), agora.members["lille"].inside():
        decide_consultation(consultation_id=one.pk, by=PLATFORM, at=OVER)
    with pytest.raises(NotFound), agora.cast.inside():
        enter_roll(consultation_id=one.pk, declared_workers=5, by=PLATFORM, at=AMENDING)


def test_a_co_op_votes_in_its_own_name_only_and_no_vote_is_rewritten(agora):
    one = agora.open()
    agora.enter(one)
    agora.vote(one, yes="lille")
    lyon = agora.members["lyon"]
    with lyon.inside():
        forged = DelegateVote(
            consultation=one, choice="no", cast_by_id=lyon.users["ines"].pk, cast_at=VOTING,
            cooperative=agora.members["lille"].cooperative,
        )  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            forged.save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            DelegateVote.objects.update(choice="no")


class TestWorkers:
    """Asked directly, shown beside the delegates."""

    def test_a_delegate_who_votes_against_them_writes_why(self, agora):
        one, lille = agora.open(), agora.members["lille"]
        agora.enter(one)
        answers(lille, one, staff_up(lille, 6), ["yes"] * 5 + ["no"])
        with pytest.raises(Invalid, match="say otherwise"):
            agora.vote(one, no="lille")
        with lille.inside():
            vote = cast_vote(
                consultation_id=one.pk,
                choice="no",
                reason="The amendment we asked for was not adopted.",
                mandate="bound",
                by=lille.by("ines"),
                at=VOTING,
            )
        assert vote.mandate == "bound"

    def test_what_leaves_depends_on_their_number(self, agora):
        one = agora.open()
        for slug, said in {"lille": 4, "nantes": 6, "paris": 9}.items():
            answers(agora.members[slug], one, staff_up(agora.members[slug], said), ["yes"] * said)
        told = {}
        for slug in ("lille", "nantes", "paris"):
            with agora.members[slug].inside():
                tally = tell_workers(consultation_id=one.pk, by=PLATFORM, at=OVER)
                told[slug] = (tally.counts, tally.direction)
        nine = {"yes": 9, "no": 0, "blank": 0}
        assert told == {"lille": (None, ""), "nantes": (None, "yes"), "paris": (nine, "yes")}

    def test_answers_stay_in_their_co_op(self, agora):
        one, lille = agora.open(), agora.members["lille"]
        answers(lille, one, staff_up(lille, 5), ["yes"] * 5)
        with agora.members["lyon"].inside():
            assert (WorkerAnswer.objects.count(), told_by_workers(one.pk).direction) == (0, None)
        with agora.cast.inside():
            assert WorkerAnswer.objects.count() == 0
        with lille.inside():
            assert told_by_workers(one.pk).direction == Choice.YES

    def test_changing_ones_mind_is_one_answer_and_after_the_end_none(self, agora):
        one, lille = agora.open(), agora.members["lille"]
        (user,) = staff_up(lille, 1)
        answers(lille, one, [user], ["yes"])
        answers(lille, one, [user], ["no"])
        with lille.inside():
            assert WorkerAnswer.objects.get().choice == "no"
            with pytest.raises(NotAllowedNow, match="closed"):
                answer_as_worker(consultation_id=one.pk, choice="yes", by=lille.by("alma"), at=OVER)


def test_the_scheduler_enters_the_rolls_it_can_count_tells_and_counts(agora):
    one, lille = agora.open(), agora.members["lille"]
    with lille.inside():
        hire(
            user_id=lille.alma.pk, name="Alma", code="AL", weekly_minutes=35 * 60, hourly_cents=1500,
            started_on=NOW.date(), by=PLATFORM,
        )  # fmt: skip
    for at, job in ((AMENDING, take_part_in_consultations), (OVER, take_part_in_consultations)):
        with time_machine.travel(at, tick=False):
            for member in agora.members.values():
                job(cooperative_id=member.cooperative.pk)
    with time_machine.travel(OVER, tick=False):
        count_votes(cooperative_id=agora.cast.cooperative.pk)
    with agora.cast.inside():
        found = seen(one.pk, OVER)
        assert {slug: entry.workers for slug, entry in found.roll.items()} == {"lille": 1}
        assert found.decided.is_adopted is False
        assert WorkerTally.objects.count() == 5
