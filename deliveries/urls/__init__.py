"""The addresses of deliveries, room by room: the first that fits is taken."""

from deliveries.urls import board, day, incidents, invoices, prices, reports, stores, tours, tracking

urlpatterns = [
    *day.urlpatterns,
    *board.urlpatterns,
    *incidents.urlpatterns,
    *tours.urlpatterns,
    *stores.urlpatterns,
    *prices.urlpatterns,
    *invoices.urlpatterns,
    *reports.urlpatterns,
    *tracking.urlpatterns,
]
