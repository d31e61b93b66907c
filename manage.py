#!/usr/bin/env python
"""Django's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopplatform.settings.local")
    from django.core.management import execute_from_command_line

    import coopplatform.celery  # noqa: F401 -- shared tasks find their broker

    execute_from_command_line(sys.argv)
