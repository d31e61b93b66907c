"""Assemblies of the members, with the rules each was called by, what was put to the vote, and who was there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.domain.assemblies import RESULTS, Rules
from members.domain.roll_call import BALLOTS, CHOICES, Ballot, Choice


class Assembly(CooperativeOwned):
    """Called for a moment at a place. `rules` are frozen when it is called; `raised` is what the law changed in them.

    `call` counts from 1; `first` is the assembly it calls again. Heads are counted when it is held; `most_proxies` is
    how many the person with the most carried, None where that was not written down.
    """

    class State(models.TextChoices):
        CALLED = "called", _("to come")
        HELD = "held", _("was held")
        CANCELLED = "cancelled", _("called off")

    title = models.CharField(max_length=140)
    place = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    call = models.PositiveSmallIntegerField(default=1)
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="again", db_constraint=False)
    rules = models.JSONField()
    raised = models.JSONField(default=list)
    notice_days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.CALLED)
    members = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    represented = models.PositiveIntegerField(default=0)
    most_proxies = models.PositiveIntegerField(null=True)
    called_by = models.CharField(max_length=64)
    called_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = wall("first")

    def __str__(self) -> str:
        return self.title

    @property
    def bound(self) -> Rules:
        return Rules.from_terms(self.rules)


class Motion(CooperativeOwned):
    """A text put to the vote, its votes, and what they came to; empty until the assembly is held.

    `ballot` is how it is voted on: only by show of hands may a roll call be taken.
    """

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="motions", db_constraint=False)
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    ballot = models.CharField(
        max_length=8, default=Ballot.OPEN.value, choices=[(one.value, BALLOTS[one]) for one in BALLOTS]
    )
    in_favour = models.PositiveIntegerField(default=0)
    against = models.PositiveIntegerField(default=0)
    blank = models.PositiveIntegerField(default=0)
    result = models.CharField(
        max_length=16, blank=True, choices=[(one.value, RESULTS[one]) for one in RESULTS]
    )

    class Meta:
        constraints = [
            *wall("assembly"),
            models.UniqueConstraint(
                fields=["cooperative", "assembly", "number"], name="one_motion_per_number"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Attendance(CooperativeOwned):
    """A member on the sheet of an assembly: there in person, or `carried_by` somebody who has their proxy."""

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="sheet", db_constraint=False)
    member = models.ForeignKey(
        "MemberWorker", models.PROTECT, related_name="attendances", db_constraint=False
    )
    carried_by = models.ForeignKey(
        "MemberWorker", models.PROTECT, null=True, related_name="proxies", db_constraint=False
    )

    class Meta:
        constraints = [
            *wall("assembly", "member", "carried_by"),
            models.UniqueConstraint(fields=["cooperative", "assembly", "member"], name="once_on_a_sheet"),
        ]


class RollVote(CooperativeOwned):
    """How somebody there or represented voted when called; the sheet says who spoke for the represented.

    `voices` is 1; more in the roll calls of before proxies were cast one by one, for the proxies behind a vote.
    """

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="roll", db_constraint=False)
    member = models.ForeignKey("MemberWorker", models.PROTECT, related_name="roll_votes", db_constraint=False)
    choice = models.CharField(max_length=8, choices=[(one.value, CHOICES[one]) for one in Choice])
    voices = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            *wall("motion", "member"),
            models.UniqueConstraint(fields=["cooperative", "motion", "member"], name="one_vote_when_called"),
        ]
