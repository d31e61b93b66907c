"""`manage.py retry_reactions`: run again what was set aside, after its cause is mended."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from coopplatform.journal import relay


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for cooperative in apps.get_model("cooperatives", "Cooperative").objects.order_by("pk"):
            for failure in relay.retry(cooperative.pk):
                print(f"{cooperative.slug}: {failure.reaction} on entry {failure.entry}: {failure.error}")
