"""How a handover reads: to whom or where, and what is amiss."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliveries.domain.proof import Method, Need
from deliveries.models import Proof
from deliveries.queries.proofs import Handover

METHODS = {
    Method.PERSON: gettext_lazy("In person"),
    Method.NEIGHBOUR: gettext_lazy("A neighbour"),
    Method.MAILBOX: gettext_lazy("In the mailbox"),
    Method.SAFE_PLACE: gettext_lazy("In a safe place"),
}
NEEDS = {
    Need.PHOTO: gettext_lazy("Photo"),
    Need.SIGNATURE: gettext_lazy("Signature"),
    Need.NAME: gettext_lazy("Name"),
    Need.CODE: gettext_lazy("Code"),
}
LACKS = {
    Need.PHOTO: gettext_lazy("The photo is missing."),
    Need.SIGNATURE: gettext_lazy("The signature is missing."),
    Need.NAME: gettext_lazy("The name is missing."),
    Need.CODE: gettext_lazy("The code is missing."),
}
REFUSALS = {
    "picture_too_large": gettext_lazy(
        "A picture was too large to be sent; it is still on the courier's phone."
    ),
    "too_many_pixels": gettext_lazy(
        "A picture was too large to be sent; it is still on the courier's phone."
    ),
    "not_a_picture": gettext_lazy("A picture could not be read; it is still on the courier's phone."),
}


def how(proof: Proof) -> str:
    """One sentence for the customer and the store."""
    named = {"name": proof.name}
    match Method(proof.method):
        case Method.PERSON:
            return _("Handed to %(name)s") % named if proof.name else _("Handed over in person")
        case Method.NEIGHBOUR:
            return _("Given to a neighbour, %(name)s") % named if proof.name else _("Given to a neighbour")
        case Method.MAILBOX:
            return _("Left in the mailbox")
    return _("Left in a safe place")


def amiss(handover: Handover) -> list[str]:
    """What a dispatcher should know, in sentences; nothing when all that was asked is there."""
    proof = handover.proof
    said = [] if proof.is_allowed else [_("The store does not allow this way.")]
    for need in map(Need, proof.missing):
        is_wrong = need == Need.CODE and proof.code_matches is False
        said.append(_("The code was wrong.") if is_wrong else str(LACKS[need]))
    if handover.refusal:
        said.append(str(REFUSALS.get(handover.refusal, REFUSALS["not_a_picture"])))
    elif handover.awaited:
        said.append(_("A picture has not come from the courier's phone yet."))
    return said
