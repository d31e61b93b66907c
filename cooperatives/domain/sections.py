"""Analytic sections: what an income or an expense was for, beside the account it is on.

An activity is one of those below; a treasurer may write any other word, like a tour or a hub.
"""

from coopplatform.kernel.text import _

MEALS, GROCERIES, PARCELS = "meals", "groceries", "parcels"
ACTIVITIES = {MEALS: _("Meals"), GROCERIES: _("Groceries"), PARCELS: _("Parcels")}


def section_name(section: str) -> str:
    """A msgid for the activities the platform knows; the word itself for any other section."""
    return ACTIVITIES.get(section, section)
