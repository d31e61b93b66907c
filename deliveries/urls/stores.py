"""A store's rooms: its orders, its people, its settings; and the form that anybody may order by."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from deliveries.permissions import can_place_order
from deliveries.urls.bases import IN_COOPERATIVE, STORE
from deliveries.web import (
    address_book,
    exports,
    imports,
    incidents,
    labels,
    notices,
    order_history,
    order_pages,
    proofs,
    public_order,
    reasons,
    recurrences,
    store_people,
    store_settings,
    stores,
)

ORDER = STORE + "orders/<uuid:order_id>/"
IMPORT = STORE + "imports/<uuid:import_id>/"

urlpatterns = [
    path(IN_COOPERATIVE + "stores/", stores.stores, name="stores"),
    path(IN_COOPERATIVE + "stores/new/", store_settings.new_store, name="store-new"),
    path(STORE, stores.store, name="store"),
    path(STORE + "settings/", store_settings.store_settings, name="store-settings"),
    path(STORE + "keys/", store_settings.new_key, name="store-key-new"),
    path(STORE + "keys/<uuid:token_id>/revoke/", store_settings.revoke_key, name="store-key-revoke"),
    path(STORE + "quote/", stores.quote, name="store-quote"),
    path(STORE + "customers/", stores.customers, name="store-customers"),
    path(STORE + "addresses/", stores.addresses, name="store-addresses"),
    path(STORE + "proof/", proofs.store_proof, name="store-proof"),
    path(STORE + "notices/", notices.store_notices, name="store-notices"),
    path(STORE + "reasons/", reasons.store_reasons, name="store-reasons"),
    path(STORE + "orders/", order_history.orders, name="store-orders"),
    path(STORE + "orders/export/", exports.store_export, name="store-export"),
    path(ORDER, order_pages.order, name="order"),
    path(ORDER + "ready/", order_pages.ready, name="order-ready"),
    path(ORDER + "cancel/", order_pages.cancel, name="order-cancel"),
    path(ORDER + "slip/", labels.slip, name="order-slip"),
    path(ORDER + "repeat/", recurrences.repeat, name="order-repeat"),
    path(ORDER + "incident/", incidents.order_incident, name="order-incident"),
    path(ORDER + "documents/", order_pages.attach, name="order-attach"),
    path(ORDER + "documents/<uuid:document_id>/", order_pages.document, name="order-document"),
    path(ORDER + "documents/<uuid:document_id>/remove/", order_pages.detach, name="order-detach"),
    path(STORE + "book/", address_book.book, name="store-book"),
    path(STORE + "book/new/", address_book.new_recipient, name="store-recipient-new"),
    path(STORE + "book/<uuid:recipient_id>/", address_book.recipient, name="store-recipient"),
    path(STORE + "book/<uuid:recipient_id>/forget/", address_book.forget, name="store-recipient-forget"),
    path(STORE + "recurrences/", recurrences.recurrences, name="store-recurrences"),
    path(STORE + "recurrences/<uuid:recurrence_id>/", recurrences.change, name="store-recurrence"),
    path(STORE + "imports/", imports.imports, name="store-imports"),
    path(STORE + "imports/example.csv", imports.example, name="store-import-example"),
    path(IMPORT, imports.one_import, name="store-import"),
    path(IMPORT + "start/", imports.start, name="store-import-start"),
    path(IMPORT + "discard/", imports.discard, name="store-import-discard"),
    path(IMPORT + "failed.csv", imports.failed, name="store-import-failed"),
    path(STORE + "requests/", public_order.requests, name="store-requests"),
    path(STORE + "requests/<uuid:request_id>/", public_order.decide, name="store-request"),
    path(IN_COOPERATIVE + "order/<str:token>/", public_order.public_order, name="public-order"),
    path(IN_COOPERATIVE + "order/asked/<str:token>/", public_order.public_request, name="public-request"),
    path(STORE + "people/", store_people.store_people, name="store-people"),
    path(STORE + "people/<uuid:staff_id>/", store_people.change, name="store-person"),
]

register(NavItem(_("Orders"), "stores", can_place_order, order=20))
