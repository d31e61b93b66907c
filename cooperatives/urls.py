"""The addresses of cooperatives."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.permissions import can_read_books
from cooperatives.web import accounts, arrival, bank, books, entering, margin, statements, vat, years
from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register

HERE = "c/<slug:cooperative>"
BOOKS = f"{HERE}/books/"
MOVEMENT = f"{BOOKS}bank/movements/<uuid:bank_line_id>/"

urlpatterns = [
    path("arrive/", arrival.arrive, name="arrive"),
    path(f"{HERE}/", arrival.inside, name="inside"),
    path(BOOKS, books.books, name="books"),
    path(f"{BOOKS}balance.csv", books.balance_csv, name="books-balance"),
    path(f"{BOOKS}entries.csv", books.entries_csv, name="books-entries"),
    path(f"{BOOKS}entries/new/", entering.new_entry, name="books-new-entry"),
    path(f"{BOOKS}entries/<uuid:entry_id>/", books.one_entry, name="books-entry"),
    path(f"{BOOKS}entries/<uuid:entry_id>/reverse/", books.reverse, name="books-reverse"),
    path(f"{BOOKS}trial-balance/", statements.trial, name="books-trial"),
    path(f"{BOOKS}ledger/", statements.ledger, name="books-ledger"),
    path(f"{BOOKS}balance-sheet/", statements.sheet, name="books-sheet"),
    path(f"{BOOKS}income/", statements.income, name="books-income"),
    path(f"{BOOKS}bank/", bank.bank, name="books-bank"),
    path(f"{BOOKS}bank/file/", bank.upload, name="books-bank-file"),
    path(f"{BOOKS}bank/account/", bank.new_bank_account, name="books-bank-account"),
    path(MOVEMENT, bank.movement, name="books-bank-line"),
    path(f"{MOVEMENT}match/", bank.match, name="books-match"),
    path(f"{MOVEMENT}book/", bank.book, name="books-book"),
    path(f"{MOVEMENT}unmatch/", bank.unmatch, name="books-unmatch"),
    path(f"{BOOKS}vat/", vat.vat, name="books-vat"),
    path(f"{BOOKS}vat/declare/", vat.declare, name="books-vat-declare"),
    path(f"{BOOKS}accounts/", accounts.chart, name="books-accounts"),
    path(f"{BOOKS}accounts/new/", accounts.new_account, name="books-new-account"),
    path(f"{BOOKS}accounts/complete/", accounts.complete, name="books-complete-chart"),
    path(f"{BOOKS}accounts/third-party/", accounts.new_party, name="books-new-party"),
    path(f"{BOOKS}margin/", margin.margin, name="books-margin"),
    path(f"{BOOKS}years/", years.years, name="books-years"),
    path(f"{BOOKS}years/registration/", years.registration, name="books-registration"),
    path(f"{BOOKS}years/<int:year>/close/", years.close, name="books-close"),
    path(f"{BOOKS}years/<int:year>/fec/", years.fec_file, name="books-fec"),
]

register(NavItem(_("Books"), "books", can_read_books, 50))
register(NavItem(_("Books"), "books", can_read_books, 50, kind="federation"))
register_fact("shares", _("Shares"))
register_fact("hand", _("Entered by hand"))
register_fact("bank", _("Bank movement"), "books-bank-line")
register_fact("vat", _("VAT declaration"))
register_fact("year_closed", _("Close of the year"))
