"""A checkout on one machine, `make demo` included: embedded services unless URLs are given."""

import os
import secrets
from pathlib import Path

from coopplatform.embedded import addresses
from coopplatform.settings import env
from coopplatform.settings.base import *  # noqa: F403 -- settings inherit by name
from coopplatform.settings.base import DATA_DIR, PUBLIC_URL, SMS, STATIC_ROOT, WEB_PUSH, databases, valkey


def _kept_secret(path: Path, length: int = 48) -> str:
    """A key made once per data folder, so that sessions and push subscriptions survive a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(length))
    return path.read_text()


_embedded = addresses.of(DATA_DIR)
DATABASES = databases(
    os.environ.get("DATABASE_URL") or _embedded.database_url,
    os.environ.get("DATABASE_OWNER_URL") or _embedded.database_owner_url,
    pool=env.number("DB_POOL", 0),
)
globals().update(valkey(os.environ.get("REDIS_URL") or _embedded.redis_url))

SECRET_KEY = os.environ.get("SECRET_KEY") or _kept_secret(DATA_DIR / "secret_key")
if not WEB_PUSH["key"]:
    WEB_PUSH |= {"key": _kept_secret(DATA_DIR / "vapid_key", 32), "contact": "mailto:nobody@localhost"}
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
SMS |= {} if SMS["by"] else {"by": "console"}
PUBLIC_URL = PUBLIC_URL or "http://localhost:8000"
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(exist_ok=True)
