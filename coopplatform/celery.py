"""Background work: `celery -A coopplatform worker`, `celery -A coopplatform beat`."""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_init

from coopplatform import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopplatform.settings.production")

app = Celery("coopplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(CELERY_DB_REUSE_MAX=500)
app.autodiscover_tasks()


@worker_init.connect
@worker_process_init.connect
def settle_memory(**_said: object) -> None:
    memory.settle()
