"""Invoices: to whom and when, each one, its reminders and what is debited."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register
from deliveries.permissions import can_keep_invoices, can_read_own_invoices
from deliveries.urls.bases import IN_COOPERATIVE, STORE
from deliveries.web import billing, debits, invoice_months, invoice_page, invoices, reminders

INVOICE = IN_COOPERATIVE + "invoices/<uuid:invoice_id>/"

urlpatterns = [
    path(STORE + "billing/", billing.store_billing, name="store-billing"),
    path(STORE + "billing/reminders/", reminders.hold_store, name="store-hold"),
    path(IN_COOPERATIVE + "invoices/", invoices.invoices, name="invoices"),
    path(IN_COOPERATIVE + "invoices/list.csv", invoices.invoices_csv, name="invoices-csv"),
    path(IN_COOPERATIVE + "invoices/remind/", invoices.remind_late, name="invoices-remind"),
    path(IN_COOPERATIVE + "invoices/details/", billing.own_details, name="invoicing-details"),
    path(IN_COOPERATIVE + "invoices/reminders/", reminders.reminders, name="invoice-reminders"),
    path(IN_COOPERATIVE + "invoices/debits/", debits.debits, name="invoice-debits"),
    path(IN_COOPERATIVE + "invoices/debits/<uuid:debit_file_id>/", debits.debit_file_xml, name="debit-file"),
    path(IN_COOPERATIVE + "invoices/month/<str:month>/", invoice_months.invoice_month, name="invoice-month"),
    path(
        IN_COOPERATIVE + "invoices/month/<str:month>/send/",
        invoice_months.send_month,
        name="invoice-month-send",
    ),
    path(INVOICE, invoice_page.invoice, name="invoice"),
    path(INVOICE + "pdf/", invoice_page.invoice_pdf_file, name="invoice-pdf"),
    path(INVOICE + "xml/", invoice_page.invoice_xml, name="invoice-xml"),
    path(INVOICE + "ubl/", invoice_page.invoice_ubl, name="invoice-ubl"),
    path(INVOICE + "credit/", invoice_page.credit, name="invoice-credit"),
    path(INVOICE + "send/", invoice_page.send, name="invoice-send"),
    path(INVOICE + "remind/", invoice_page.remind_store, name="invoice-remind"),
    path(INVOICE + "reminders/", reminders.hold_invoice, name="invoice-hold"),
    path(INVOICE + "returned/", invoice_page.returned, name="invoice-returned"),
    path(IN_COOPERATIVE + "my-invoices/", invoices.my_invoices, name="my-invoices"),
]

register(
    NavItem(_("Invoices"), "invoices", can_keep_invoices, order=48),
    NavItem(_("Invoices"), "my-invoices", can_read_own_invoices, order=48),
)
register_fact("invoice", _("Invoice"), "invoice")
