"""Python extensions: which packages the federation has reviewed, and which a co-op has switched on."""

from django.db import models

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly, wall
from coopplatform.tenancy.models import CooperativeOwned
from coopplatform.tenancy.scope import current
from federation.models.rules import PublishedByFederation


class PluginReview(models.Model):
    """The federation's word on one build of a package, named by the hash of its list of files; the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = models.ForeignKey(
        "cooperatives.Cooperative", models.PROTECT, default=current, editable=False, related_name="+"
    )
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    record_sha256 = models.CharField(max_length=64)
    is_allowed = models.BooleanField()
    words = models.TextField()
    reviewed_by = models.CharField(max_length=64)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="plugin_review_by_federation"),
            AppendOnly(name="plugin_review_append_only"),
        ]


class PluginSwitch(CooperativeOwned):
    """A co-op switched an extension on or off; the newest row counts."""

    name = models.CharField(max_length=120)
    is_on = models.BooleanField()
    switched_by = models.CharField(max_length=64)
    switched_at = models.DateTimeField()

    class Meta:
        constraints = wall(append_only=True)
