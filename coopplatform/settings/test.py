"""Tests: real PostgreSQL and Valkey, as the runtime role; quick hashes and mail in memory."""

import os

from coopplatform.settings.local import *  # noqa: F403 -- settings inherit by name

CHANNEL_LAYERS = globals()["CHANNEL_LAYERS"]
SECRET_KEY = "only-for-tests-" + "0" * 40
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS = {**globals()["SMS"], "by": "locmem"}
PUBLIC_URL = "https://coop.example"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = False
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Two test processes have co-ops of the same numbers: their live lines and their tasks must not meet.
CELERY_TASK_DEFAULT_QUEUE = f"tests-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"tests-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
POSITIONS_PREFIX = f"tests-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}:"
