"""What the days come to: today, reports, files, and the receipt of each order."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.permissions import can_read_books
from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register
from deliveries.permissions import can_read_reports
from deliveries.urls.bases import IN_COOPERATIVE
from deliveries.web import exports, receipts, reports, today

urlpatterns = [
    path(IN_COOPERATIVE + "today/", today.today, name="today"),
    path(IN_COOPERATIVE + "reports/", reports.on_time_report, name="reports"),
    path(IN_COOPERATIVE + "reports/stores/", reports.stores_report, name="report-stores"),
    path(IN_COOPERATIVE + "reports/hours/", reports.hours_report, name="report-hours"),
    path(IN_COOPERATIVE + "reports/co2/", reports.climate_report, name="report-climate"),
    path(IN_COOPERATIVE + "reports/when/", reports.coming_report, name="report-coming"),
    path(IN_COOPERATIVE + "reports/mine/", reports.my_report, name="report-mine"),
    path(IN_COOPERATIVE + "reports/exports/", exports.exports, name="exports"),
    *(
        path(
            f"{IN_COOPERATIVE}reports/exports/{what}.{kind}",
            view,
            {"kind": kind},
            name=f"export-{what}-{kind}",
        )
        for what, view in (("orders", exports.export_orders), ("lines", exports.export_lines))
        for kind in ("csv", "xlsx")
    ),
    path(IN_COOPERATIVE + "receipts/<uuid:order_id>/", receipts.order_receipt, name="order-receipt"),
    path(IN_COOPERATIVE + "receipts/<uuid:order_id>/euro/", receipts.order_euro, name="order-euro"),
]

register(
    NavItem(_("Today"), "today", can_read_books, order=5),
    NavItem(_("Reports"), "reports", can_read_reports, order=49),
)
register_fact("order", _("Order delivered"), "order-receipt")
