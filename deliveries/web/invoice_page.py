"""One invoice: its lines, what became of it, its files, and what may be done."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from deliveries.adapters.einvoice import PeppolAddressMissing, cii, ubl
from deliveries.models import Invoice, InvoiceLine
from deliveries.permissions import can_keep_invoices, can_read_invoices
from deliveries.queries.invoices import invoice_for, lines_of, standing_of
from deliveries.services.crediting import credit_invoice
from deliveries.services.debiting import return_debit
from deliveries.services.invoice_documents import invoice_pdf
from deliveries.services.invoice_mails import late_claim, remind, send_invoice
from deliveries.web.invoice_words import SHAPES, next_words, state_words
from deliveries.web.reminders import HoldForm
from members.web.forms import done


class CreditForm(forms.Form):
    """What is given back, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, help_text=gettext_lazy("The store reads it.")
    )
    positions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Lines"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all that is not credited yet."),
    )
    anew = forms.BooleanField(
        label=gettext_lazy("Invoice these deliveries anew, as after a wrong address"), required=False
    )

    def __init__(self, *args: Any, lines: list[InvoiceLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["positions"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(line.position, line.label) for line in lines if not line.credited_by.all()]


@allow(can_read_invoices)
@require_GET
def invoice(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    found = _invoice(request, invoice_id)
    return _page(request, found, None)


@allow(can_read_invoices)
@require_GET
def invoice_pdf_file(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    """The Factur-X PDF, as it was first handed out."""
    found = _invoice(request, invoice_id)
    content = invoice_pdf(invoice_id=found.pk, at=timezone.now())
    return _file(content, "application/pdf", f"{found.file_stem}.pdf")


@allow(can_read_invoices)
@require_GET
def invoice_xml(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    """What is inside the PDF: EN 16931 in CII."""
    found = _invoice(request, invoice_id)
    return _file(cii(found, lines_of(found)), "application/xml", f"{found.file_stem}.xml")


@allow(can_read_invoices)
@require_GET
def invoice_ubl(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    """For Peppol. Where an address is missing the page says whose."""
    found = _invoice(request, invoice_id)
    try:
        content = ubl(found, lines_of(found))
    except PeppolAddressMissing as problem:
        told = _("%(name)s has no Peppol address on this invoice: enter it in the details, for the next one.")
        messages.error(request, told % {"name": problem})
        return redirect("invoice", request.cooperative.slug, invoice_id)
    return _file(content, "application/xml", f"{found.file_stem}-ubl.xml")


@allow(can_keep_invoices)
@require_POST
def credit(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    found = _invoice(request, invoice_id)
    form = CreditForm(request.POST, lines=lines_of(found))
    if form.is_valid():
        note = done(
            form,
            lambda: credit_invoice(
                invoice_id=found.pk,
                reason=form.cleaned_data["reason"],
                positions=form.cleaned_data["positions"] or None,
                anew=form.cleaned_data["anew"],
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if note is not None:
            messages.success(request, _("Credit note %(number)s is issued.") % {"number": note.number})
            return redirect("invoice", request.cooperative.slug, note.pk)
    return _page(request, found, form, status=422)


@allow(can_keep_invoices)
@require_POST
def send(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    found = _invoice(request, invoice_id)
    attempt(
        request,
        lambda: send_invoice(invoice_id=found.pk, by=actor_of(request), at=timezone.now()),
        said=_("It is on its way to %(address)s.") % {"address": found.buyer_party.email},
    )
    return redirect("invoice", request.cooperative.slug, invoice_id)


@allow(can_keep_invoices)
@require_POST
def remind_store(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    found = _invoice(request, invoice_id)
    attempt(
        request,
        lambda: remind(invoice_id=found.pk, by=actor_of(request), at=timezone.now()),
        said=_("The reminder is on its way to %(address)s.") % {"address": found.buyer_party.email},
    )
    return redirect("invoice", request.cooperative.slug, invoice_id)


@allow(can_keep_invoices)
@require_POST
def returned(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    """The bank gave the debit back today."""
    found = _invoice(request, invoice_id)
    attempt(
        request,
        lambda: return_debit(
            invoice_id=found.pk, returned_on=timezone.localdate(), by=actor_of(request), at=timezone.now()
        ),
        said=_("Noted: the invoice is open again."),
    )
    return redirect("invoice", request.cooperative.slug, invoice_id)


def _invoice(request: TenantRequest, invoice_id: UUID) -> Invoice:
    found = invoice_for(request.access, invoice_id)
    if found is None:
        raise Http404
    return found


def _page(request: TenantRequest, found: Invoice, form: CreditForm | None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    lines, standing = lines_of(found), standing_of(found, today)
    may_keep = can_keep_invoices.test(request.access)
    is_left = any(not line.credited_by.all() for line in lines)
    context = {
        "invoice": found,
        "seller": found.seller_party,
        "buyer": found.buyer_party,
        "lines": lines,
        "vat": [(row, row["per_mille"] / 10) for row in found.vat],
        "standing": standing,
        "shape": SHAPES[standing.state],
        "words": state_words(standing, today),
        "may_keep": may_keep,
        "reminder": standing.reminder_due(today),
        "next_step": next_words(standing, today) if may_keep else "",
        "is_to_hold": may_keep and not found.is_credit_note and standing.facts.open_cents > 0,
        "hold_form": HoldForm(),
        "late_claim": late_claim(standing, today) if may_keep else None,
        "today": today,
        "credit_form": (form or CreditForm(lines=lines))
        if may_keep and is_left and not found.is_credit_note
        else None,
    }
    return render(request, "deliveries/invoice.html", context, status=status)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
