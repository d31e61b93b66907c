"""Assemblies of the members, with the rules each was called by, and what was put to the vote."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.domain.assemblies import RESULTS, Rules


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
    """A text put to the vote, its votes, and what they came to; empty until the assembly is held."""

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="motions", db_constraint=False)
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
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
