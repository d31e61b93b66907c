"""How a year's surplus is shared: what the books do not know, alternatives before the vote, what was adopted."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class SurplusFacts(CooperativeOwned):
    """What the law of the form asks of a year beyond the books, entered by the treasurer with its source.

    `figures` are by name: cents, percentages as text, and tests passed.
    """

    year = models.PositiveSmallIntegerField()
    figures = models.JSONField(default=dict)
    note = models.CharField(max_length=300)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "year"], name="one_set_of_facts_per_year"),
        ]


class SurplusScenario(CooperativeOwned):
    """A named alternative for a year's surplus; `choices` move the terms the statutes leave to the assembly."""

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    choices = models.JSONField()
    is_chosen = models.BooleanField(default=False)
    drafted_by = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(
                fields=["cooperative", "year", "name"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_alternative_per_name",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "year"],
                condition=models.Q(is_chosen=True, withdrawn_at__isnull=True),
                name="one_alternative_is_chosen",
            ),
        ]


class SurplusYear(CooperativeOwned):
    """A closed year's surplus and its allocation, with the article behind each line; adopted once.

    `decided_on` is the day of the assembly, `vote` its result in words, `scenario` the alternative it took.
    """

    year = models.PositiveSmallIntegerField()
    surplus_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    parts = models.JSONField()
    scenario = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField()
    vote = models.CharField(max_length=300, blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *wall(append_only=True),
            models.UniqueConstraint(fields=["cooperative", "year"], name="one_allocation_per_year"),
        ]
