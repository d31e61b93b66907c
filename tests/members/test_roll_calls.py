"""A vote by roll call: each one there or represented, one vote each; nobody by name where persons are elected."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from cooperatives.services.people import invite
from coopplatform.journal.models import JournalEntry
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from members.domain.roll_call import Ballot, Choice, Sheet, field_of, sheet_of, tally
from members.models import MemberWorker, Motion, RollVote
from members.queries.assemblies import electorate, motions_of
from members.queries.roll_calls import kept_sheet, rolls_of
from members.services.assemblies import call_assembly, record_assembly
from members.services.roll_calls import choose_ballot, forget_roll_call, take_roll_call, write_attendance
from members.services.roster import hire
from tests.conftest import PLATFORM

ALMA, KARIM, LUCA, SOFIA = (UUID(int=n) for n in range(1, 5))
NAMES = {ALMA: "Alma", KARIM: "Karim", LUCA: "Luca", SOFIA: "Sofia"}
SHEET = Sheet({ALMA: None, KARIM: ALMA, LUCA: None})
FOR, AGAINST, BLANK = Choice.IN_FAVOUR, Choice.AGAINST, Choice.BLANK


def test_whoever_carries_a_proxy_says_how_both_vote_and_not_always_the_same():
    assert (SHEET.present, SHEET.represented, SHEET.most_carried) == ([ALMA, LUCA], 1, 1)
    assert SHEET.voters == [ALMA, KARIM, LUCA]
    both = [(ALMA, FOR), (KARIM, FOR), (LUCA, AGAINST)]
    assert dict(tally(SHEET, both, names=NAMES)) == {FOR: 2, AGAINST: 1}
    each = [(ALMA, BLANK), (LUCA, FOR), (KARIM, AGAINST)]
    assert dict(tally(SHEET, each, names=NAMES)) == {BLANK: 1, AGAINST: 1, FOR: 1}


@pytest.mark.parametrize(
    ("rows", "why", "where"),
    [
        ([(ALMA, None), (ALMA, None)], "Alma stands on the sheet twice", ALMA),
        ([(KARIM, ALMA)], "Alma is not there in person", KARIM),
        ([(ALMA, None), (KARIM, ALMA), (LUCA, KARIM)], "Karim is not there in person", LUCA),
        ([(KARIM, KARIM)], "Karim is not there in person", KARIM),
        (
            [(ALMA, None), (KARIM, ALMA), (LUCA, ALMA)],
            "Alma would carry 2 proxies; the rules of this assembly allow 1",
            KARIM,
        ),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_at_the_member(rows, why, where):
    with pytest.raises(Invalid, match=why) as refused:
        sheet_of(rows, names=NAMES, proxies_each=1)
    assert refused.value.field == field_of(where)


def test_a_stranger_does_not_stand_on_a_sheet():
    with pytest.raises(Invalid, match="no member on that day"):
        sheet_of([(uuid4(), None)], names=NAMES, proxies_each=1)


@pytest.mark.parametrize(
    ("votes", "why", "where"),
    [
        ([(SOFIA, FOR)], "Sofia is not on the sheet", SOFIA),
        ([(ALMA, FOR), (ALMA, AGAINST)], "Alma votes twice", ALMA),
        ([(KARIM, FOR), (KARIM, FOR)], "Karim votes twice", KARIM),
        ([(ALMA, FOR), (LUCA, FOR)], "Write how Alma votes for Karim, whose proxy they carry", KARIM),
        ([(ALMA, FOR), (KARIM, FOR)], "Write how Luca votes", LUCA),
    ],
)
def test_a_vote_that_cannot_be_is_refused_at_the_member(votes, why, where):
    with pytest.raises(Invalid, match=why) as refused:
        tally(SHEET, votes, names=NAMES)
    assert refused.value.field == field_of(where)


class Meeting:
    """Two motions before five who work at La Roue Libre: Alma, Hugo, Karim, Luca and Sofia."""

    def __init__(self, roue, now):
        self.roue, self.now = roue, now
        with roue.inside():
            self.ids = {"Alma": roue.courier_id}
            for name in ("Hugo", "Karim", "Luca", "Sofia"):
                user = invite(email=f"{name}@roue.example", name=name, by=PLATFORM)
                self.ids[name] = hire(
                    user_id=user.pk, name=name, code=name[:2].upper(), weekly_minutes=2100, hourly_cents=1400,
                    started_on=(now - timedelta(days=400)).date(), by=PLATFORM,
                ).pk  # fmt: skip
            self.row = call_assembly(
                title="AGO", place="À l’atelier", held_at=now - timedelta(hours=1),
                motions=["Buy a trailer", "Elect the board"], by=roue.by("nour"), at=now - timedelta(days=30),
            )  # fmt: skip

    def sheet(self, *there, **proxies):
        rows = [(self.ids[name], None) for name in there]
        rows += [(self.ids[name], self.ids[holder]) for name, holder in proxies.items()]
        with self.roue.inside():
            return write_attendance(assembly_id=self.row.pk, rows=rows, by=self.roue.by("nour"), at=self.now)

    def call(self, number=1, at=None, **votes):
        with self.roue.inside():
            return take_roll_call(
                assembly_id=self.row.pk,
                number=number,
                votes=[(self.ids[name], choice) for name, choice in votes.items()],
                by=self.roue.by("nour"),
                at=at or self.now,
            )

    def ballot(self, number, ballot):
        with self.roue.inside():
            return choose_ballot(
                assembly_id=self.row.pk, number=number, ballot=ballot, by=self.roue.by("nour"), at=self.now
            )

    def address(self, rest=""):
        return f"/c/roue-libre/assemblies/{self.row.pk}/{rest}"


@pytest.fixture
def meeting(roue, now):
    return Meeting(roue, now)


def test_counts_follow_from_the_roll_and_heads_from_the_sheet(meeting):
    meeting.sheet("Alma", "Luca", "Sofia", Karim="Alma")
    assert meeting.call(Alma=AGAINST, Karim=FOR, Luca=FOR, Sofia=FOR) == (3, 1, 0)
    with meeting.roue.inside():
        held = record_assembly(
            assembly_id=meeting.row.pk, members=5, present=0, represented=0, counts={2: (1, 3, 0)},
            by=meeting.roue.by("nour"), at=meeting.now,
        )  # fmt: skip
        assert (held.present, held.represented, held.most_proxies) == (3, 1, 1)
        first, second = motions_of(held.pk)
        assert (first.in_favour, first.against, first.blank, first.result) == (3, 1, 0, "adopted")
        assert (second.in_favour, second.against, second.result) == (1, 3, "rejected")
        votes = rolls_of([first, second])[first.pk]
        assert [(one.member.name, one.choice, one.voices) for one in votes] == [
            ("Alma", "against", 1),
            ("Karim", "for", 1),
            ("Luca", "for", 1),
            ("Sofia", "for", 1),
        ]
        names = JournalEntry.objects.order_by("position").values_list("name", flat=True)
        assert [name for name in names if name in ("AttendanceWritten", "RollCallTaken", "AssemblyHeld")] == [
            "AttendanceWritten",
            "RollCallTaken",
            "AssemblyHeld",
        ]
    with pytest.raises(NotAllowedNow, match="written down already"):
        meeting.call(Alma=FOR, Luca=FOR, Sofia=FOR)


@pytest.mark.parametrize("ballot", [Ballot.ELECTION, Ballot.SECRET])
def test_persons_and_secrets_are_never_called_and_what_was_called_is_forgotten(meeting, ballot):
    meeting.sheet("Alma", "Luca")
    meeting.call(number=2, Alma=FOR, Luca=AGAINST)
    meeting.ballot(2, ballot)
    with meeting.roue.inside():
        assert RollVote.objects.count() == 0
    with pytest.raises(NotAllowedNow, match="count the ballots and enter them"):
        meeting.call(number=2, Alma=FOR, Luca=FOR)
    meeting.ballot(2, Ballot.OPEN)
    assert meeting.call(number=2, Alma=FOR, Luca=FOR) == (2, 0, 0)


def test_a_roll_is_not_read_where_a_vote_names_nobody(meeting):
    """Were one left behind, however that came to be: no page shows it, and it counts for nothing."""
    meeting.sheet("Alma")
    meeting.call(Alma=FOR)
    with meeting.roue.inside():
        Motion.objects.filter(assembly=meeting.row, number=1).update(ballot=Ballot.SECRET)
        assert rolls_of(motions_of(meeting.row.pk)) == {}


def test_the_sheet_stays_as_it_was_when_a_roll_was_called(meeting):
    with pytest.raises(Invalid, match="who is there first"):
        meeting.call(Alma=FOR)
    meeting.sheet("Alma", "Luca")
    meeting.call(Alma=FOR, Luca=FOR)
    meeting.sheet("Luca", "Alma")
    with pytest.raises(NotAllowedNow, match="take it back before the sheet changes"):
        meeting.sheet("Alma")
    with meeting.roue.inside():
        forget_roll_call(assembly_id=meeting.row.pk, number=1, by=meeting.roue.by("nour"), at=meeting.now)
    meeting.sheet("Alma")
    with meeting.roue.inside():
        assert kept_sheet(meeting.row.pk).carried_by == {meeting.ids["Alma"]: None}


def test_nobody_is_called_before_it_begins(meeting):
    with pytest.raises(NotAllowedNow, match="not begun"):
        meeting.call(at=meeting.now - timedelta(hours=2), Alma=FOR)


def test_only_members_of_that_day_stand_on_the_sheet(meeting):
    with meeting.roue.inside():
        MemberWorker.objects.filter(pk=meeting.ids["Hugo"]).update(
            left_on=(meeting.now - timedelta(days=2)).date()
        )
        names = [one.name for one in electorate(timezone.localdate(meeting.row.held_at))]
    assert names == ["Alma", "Karim", "Luca", "Sofia"]
    with pytest.raises(Invalid, match="no member on that day"):
        meeting.sheet("Hugo")


def test_nour_takes_a_roll_call_from_the_pages_and_everybody_reads_the_minutes(meeting, login):
    nour, alma = login(meeting.roue.nour), login(meeting.roue.alma)
    field = {name: field_of(member) for name, member in meeting.ids.items()}
    page = nour.get(meeting.address())
    assert "For a roll call, write down first who is there." in page.text
    sent = nour.get(meeting.address("motions/1/roll/"), follow=True)
    assert "Write down who is there first." in sent.text
    there = {field["Alma"]: "here", field["Luca"]: "here", field["Sofia"]: "absent", field["Hugo"]: "absent"}
    wrong = nour.post(meeting.address("sheet/"), there | {field["Karim"]: str(meeting.ids["Sofia"])})
    assert wrong.status_code == 422
    assert "Sofia is not there in person" in wrong.text
    done = nour.post(
        meeting.address("sheet/"), there | {field["Karim"]: str(meeting.ids["Alma"])}, follow=True
    )
    assert "On the sheet: 2 present, 1 represented." in done.text
    called = nour.get(meeting.address("motions/1/roll/")).text
    assert "Karim, represented by Alma" in called
    assert called.index(f'name="{field["Alma"]}"') < called.index(f'name="{field["Karim"]}"')
    assert field["Sofia"] not in called
    assert " checked" not in called
    votes = {field["Alma"]: "for", field["Luca"]: "blank"}
    short = nour.post(meeting.address("motions/1/roll/"), votes)
    assert short.status_code == 422
    assert "Write how Alma votes for Karim, whose proxy they carry." in short.text
    taken = nour.post(meeting.address("motions/1/roll/"), votes | {field["Karim"]: "against"}, follow=True)
    assert "Roll call of motion 1: 1 for, 1 against, 1 blank." in taken.text
    assert nour.get(meeting.address("motions/1/roll/")).text.count(" checked") == 3
    nour.post(meeting.address("motions/2/ballot/"), {"ballot": "election"})
    refused = nour.get(meeting.address("motions/2/roll/"), follow=True)
    assert "Persons are elected without a roll call" in refused.text
    held = nour.post(
        meeting.address(), {"members": 5, "in_favour_2": 2, "against_2": 1, "blank_2": 0}, follow=True
    )
    assert "Written down, and counted by its rules." in held.text
    minutes = alma.get(meeting.address()).text
    assert "2 present and 1 represented, of 5 members." in minutes
    assert minutes.count('<details class="roll"') == 1
    assert "1 for, 1 against, 1 blank" in minutes
    assert minutes.count("represented by Alma") == 1
    assert "election of persons" in minutes
    french = alma.get(meeting.address(), HTTP_ACCEPT_LANGUAGE="fr").text
    assert french.index("Alma") < french.index("<span>Pour</span>") < french.index("Luca")
    for closed in ("sheet/", "motions/1/roll/"):
        assert alma.get(meeting.address(closed)).status_code == 404
        assert "novalidate data-roll" not in nour.get(meeting.address(closed)).text


def test_a_large_co_op_writes_who_is_there_first_and_then_their_proxies(meeting, login, monkeypatch):
    monkeypatch.setattr("members.web.roll_calls.MOST_AT_ONCE", 3)
    nour = login(meeting.roue.nour)
    proxy = f'value="{meeting.ids["Alma"]}"'
    first = nour.get(meeting.address("sheet/")).text
    assert "First write down who is there in person" in first
    assert proxy not in first
    meeting.sheet("Alma")
    assert nour.get(meeting.address("sheet/")).text.count(proxy) == 4


def test_a_roll_call_is_taken_back_and_the_votes_counted(meeting, login):
    meeting.sheet("Alma", "Luca")
    meeting.call(Alma=FOR, Luca=FOR)
    nour = login(meeting.roue.nour)
    assert "in_favour_1" not in nour.get(meeting.address()).text
    back = nour.post(meeting.address("motions/1/roll/"), {"do": "forget"}, follow=True)
    assert "Taken back: enter this motion’s votes" in back.text
    assert "in_favour_1" in back.text


def test_a_roll_call_of_before_proxies_were_cast_one_by_one_still_counts_and_is_changed(meeting, login):
    meeting.sheet("Alma", "Luca", Karim="Alma")
    with meeting.roue.inside():
        motion = Motion.objects.get(assembly=meeting.row, number=1)
        for name, choice, voices in (("Alma", AGAINST, 2), ("Luca", FOR, 1)):
            RollVote.objects.create(motion=motion, member_id=meeting.ids[name], choice=choice, voices=voices)
    nour = login(meeting.roue.nour)
    assert "1 for, 2 against, 0 blank" in nour.get(meeting.address()).text
    kept = nour.get(meeting.address("motions/1/roll/")).context["form"].initial
    assert kept == {
        field_of(meeting.ids[name]): choice
        for name, choice in (("Alma", AGAINST), ("Karim", AGAINST), ("Luca", FOR))
    }
    assert meeting.call(Alma=AGAINST, Karim=FOR, Luca=FOR) == (2, 1, 0)


def test_chloe_of_the_other_co_op_finds_nothing(meeting, autre, login):
    chloe = login(autre.chloe)
    assert chloe.get(meeting.address("sheet/")).status_code == 404
    with autre.inside():
        assert RollVote.objects.count() == 0
