"""Papers of an assembly: accounts, the report of a review, signed minutes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.models.assemblies import Assembly


class AssemblyPaper(CooperativeOwned):
    """A PDF every member reads from the moment it is published; it stays as it was, a newer one stands beside it."""

    class Kind(models.TextChoices):
        ACCOUNTS = "accounts", _("accounts")
        REVIEW = "review", _("report of the review")
        MINUTES = "minutes", _("signed minutes")
        OTHER = "other", _("other paper")

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="papers", db_constraint=False)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = wall("assembly", append_only=True)

    def __str__(self) -> str:
        return self.name
