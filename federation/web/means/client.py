"""A client served together: its shops in our town, and what each month came to."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from coopplatform.web.tables import csv_file, units
from deliveries.queries.elsewhere import store_names, stores_that_order
from federation.domain.means.grants import State
from federation.domain.means.terms import Kind, Side
from federation.permissions import can_answer_grant, can_read_statement
from federation.queries.means.grants import SeenGrant, grant_seen
from federation.queries.means.orders import shops_under
from federation.queries.means.statements import delivered, served, statement_of
from federation.services.here import require_cooperative
from federation.services.means.partner_stores import put_shop_under_grant

HEAD = ("day", "town", "what", "metres", "client_price", "kept_by_lead", "due_to_town", "vat")


class ShopForm(forms.Form):
    store = forms.ChoiceField(
        label=gettext_lazy("A store of ours"),
        help_text=gettext_lazy("Priced by this grant and billed to them from its next order on."),
    )

    def __init__(self, *args: Any, stores: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["store"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((str(key), name) for key, name in stores.items())]


def client_part(request: TenantRequest, seen: SeenGrant) -> dict[str, Any]:
    """What the page of a client's grant shows beyond any other's."""
    if seen.terms.kind is not Kind.CLIENT:
        return {}
    is_ours = seen.side is Side.TAKER
    may_add = is_ours and seen.state is State.IN_FORCE and can_answer_grant.test(request.access)
    return {
        "months": statement_of(seen),
        "currency": seen.terms.currency,
        "town": seen.grant.member.name,
        "lead": seen.grant.cooperative.name,
        "is_ours_to_serve": is_ours,
        "shops": sorted(store_names(shops_under(seen.grant.pk)).values()) if is_ours else [],
        "shop_form": ShopForm(stores=stores_that_order()) if may_add else None,
        "may_read_statement": can_read_statement.test(request.access),
    }


@allow(can_answer_grant)
@require_POST
def shop(request: TenantRequest, grant_id: UUID) -> HttpResponse:
    """A store of ours is a shop of their client from now on."""
    _client(grant_id)
    form = ShopForm(request.POST, stores=stores_that_order())
    if not form.is_valid():
        messages.error(request, _("Choose one of your stores."))
    else:
        attempt(
            request,
            lambda: put_shop_under_grant(
                grant_id=grant_id,
                store_id=UUID(form.cleaned_data["store"]),
                by=actor_of(request),
                at=timezone.now(),
            ),
            said=_("From its next order on it is a shop of their client."),
        )
    return redirect("grant", request.cooperative.slug, grant_id)


@allow(can_read_statement)
@require_safe
def statement(request: TenantRequest, grant_id: UUID) -> HttpResponse:
    """Each delivery, without VAT: what the lead invoices the client from, and owes the town's co-op."""
    seen = _client(grant_id)
    town, tariff = seen.grant.member.slug, seen.terms.tariff
    rows = []
    for one in delivered(seen):
        of = served(one)
        gross = max(tariff.gross_of(of.metres), of.net_cents)
        cents = (gross, gross - of.net_cents, of.net_cents, of.vat_cents)
        rows.append([of.on.isoformat(), town, one.use.what, of.metres, *(units(each) for each in cents)])
    return csv_file(f"statement-{seen.grant.cooperative.slug}-{town}.csv", HEAD, rows)


def _client(grant_id: UUID) -> SeenGrant:
    require_cooperative()
    seen = grant_seen(grant_id, timezone.now())
    if seen is None or seen.terms.kind is not Kind.CLIENT:
        raise Http404
    return seen
