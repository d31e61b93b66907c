"""The addresses of the API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from deliveries.api import consignments, orders, proof_files, push, taps, tracking
from deliveries.api import schema as _tokens  # noqa: F401 -- registers them

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("quotes/", orders.QuoteView.as_view(), name="api-quotes"),
    path("slots/", orders.SlotsView.as_view(), name="api-slots"),
    path("packages/", orders.PackageTypesView.as_view(), name="api-packages"),
    path("consignments/", consignments.ConsignmentsView.as_view(), name="api-consignments"),
    path("orders/", orders.OrdersView.as_view(), name="api-orders"),
    path("orders/<uuid:order_id>/", orders.OrderView.as_view(), name="api-order"),
    path("orders/<uuid:order_id>/cancel/", orders.CancelView.as_view(), name="api-order-cancel"),
    path("orders/<uuid:order_id>/ready/", orders.ReadyView.as_view(), name="api-order-ready"),
    path("deliveries/<uuid:delivery_id>/", orders.DeliveryView.as_view(), name="api-delivery"),
    path("c/<slug:cooperative>/tracking/<str:token>/", tracking.TrackingView.as_view(), name="api-tracking"),
    path("c/<slug:cooperative>/day/push/", push.PushView.as_view(), name="api-push"),
    path("c/<slug:cooperative>/day/taps/", taps.TapsView.as_view(), name="api-taps"),
    path(
        "c/<slug:cooperative>/day/files/<uuid:file_id>/",
        proof_files.ProofFileView.as_view(),
        name="api-proof-file",
    ),
]
