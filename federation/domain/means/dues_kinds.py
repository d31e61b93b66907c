"""Which rate a member pays: legal forms in three groups. Data, to be read beside `domain.review.forms`."""

from collections.abc import Mapping
from enum import StrEnum

from coopplatform.kernel.text import _


class Group(StrEnum):
    COOPERATIVE = "cooperative"
    ASSOCIATION = "association"
    INSTITUTION = "institution"


GROUPS: Mapping[Group, str] = {
    Group.COOPERATIVE: _("Cooperatives"),
    Group.ASSOCIATION: _("Associations"),
    Group.INSTITUTION: _("Institutions"),
}
FORMS: Mapping[str, Group] = {
    "scop": Group.COOPERATIVE,
    "scop-sarl": Group.COOPERATIVE,
    "scop-sa": Group.COOPERATIVE,
    "scop-sas": Group.COOPERATIVE,
    "scic": Group.COOPERATIVE,
    "sc-agreee": Group.COOPERATIVE,
    "cooperative": Group.COOPERATIVE,
    "association": Group.ASSOCIATION,
    "asbl": Group.ASSOCIATION,
    "union": Group.INSTITUTION,
    "institution": Group.INSTITUTION,
    "collectivite": Group.INSTITUTION,
    "fondation": Group.INSTITUTION,
}


def group_of(legal_form: str) -> Group:
    """A form that nobody has sorted yet pays as a co-op does: the federation is one of co-ops."""
    return FORMS.get(legal_form, Group.COOPERATIVE)
