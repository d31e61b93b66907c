"""`makemessages` without guesses: a new text stands untranslated rather than with its neighbour's translation."""

from django.core.management.commands.makemessages import Command as Makemessages


class Command(Makemessages):
    msgmerge_options = [*Makemessages.msgmerge_options, "--no-fuzzy-matching"]
