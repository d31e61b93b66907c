"""The co-ops that belong."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class Admission(CooperativeOwned):
    """A co-op's belonging, kept by the federation. `member_slug` names the co-op."""

    class State(models.TextChoices):
        ADMITTED = "admitted", _("admitted")
        EXITED = "exited", _("left")

    member_slug = models.SlugField()
    state = models.CharField(max_length=12, choices=State, default=State.ADMITTED)
    admitted_on = models.DateField()

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "member_slug"], name="one_admission_per_member"),
        ]
