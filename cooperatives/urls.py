"""The addresses of cooperatives."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.permissions import can_read_books
from cooperatives.web import arrival, books
from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register

HERE = "c/<slug:cooperative>"

urlpatterns = [
    path("arrive/", arrival.arrive, name="arrive"),
    path(f"{HERE}/", arrival.inside, name="inside"),
    path(f"{HERE}/books/", books.books, name="books"),
    path(f"{HERE}/books/balance.csv", books.balance_csv, name="books-balance"),
    path(f"{HERE}/books/entries.csv", books.entries_csv, name="books-entries"),
]

register(NavItem(_("Books"), "books", can_read_books, 50))
register(NavItem(_("Books"), "books", can_read_books, 50, kind="federation"))
register_fact("shares", _("Shares"))
