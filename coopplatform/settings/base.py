"""What holds everywhere. Local, test and production settings add where they run."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from coopplatform.settings import env

ROOT = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("COOP_DATA_DIR", ROOT / ".data"))
DEMO = env.flag("DEMO")

INSTALLED_APPS = [
    "coopplatform.tenancy",
    "coopplatform.journal",
    "coopplatform.web",
    "cooperatives",
    "members",
    "deliveries",
    "federation",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "rules",
    "template_partials",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cooperatives.web.middleware.CooperativeMiddleware",
    "federation.web.words.WordsMiddleware",
    "coopplatform.web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "coopplatform.urls"
ASGI_APPLICATION = "coopplatform.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cooperatives.web.context.page",
            ],
            "builtins": ["coopplatform.web.templatetags.look", "django.templatetags.i18n"],
        },
    }
]

# --- Database: one alias, two roles (coop_app runs, coop_owner migrates)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def databases(app_url: str, owner_url: str | None, *, pool: int = 0) -> dict[str, Any]:
    """The runtime role's entry; the owner's credentials serve migrations and test databases only.

    A statement that a session has sent `DB_PREPARE_AFTER` times is prepared there, which halves the server's work; 0
    for never, as a PgBouncer before 1.21 needs it.
    """
    app = env.database(app_url)
    entry: dict[str, Any] = {
        **app,
        "ENGINE": "coopplatform.tenancy.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": not pool,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
    entry["OPTIONS"] = {
        **app["OPTIONS"],
        "server_side_binding": True,
        "prepare_threshold": env.number("DB_PREPARE_AFTER", 5) or None,
    }
    if pool:
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    if owner_url:
        owner = env.database(owner_url)
        entry["OWNER"] = {"USER": owner["USER"], "PASSWORD": owner["PASSWORD"]}
        if env.text("DB_ROLE", "app") == "owner":
            entry |= entry["OWNER"]
    return {"default": entry}


LEDGER_GUARD_RAISES = True  # production alarms instead: an order must not fail at the door


# --- People and access

AUTH_USER_MODEL = "cooperatives.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "arrive"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cooperatives.adapters.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"

# --- Language and time: stored in UTC, shown in the co-op's zone

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["coopplatform.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files

STATIC_URL = "static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [path for path in (ROOT / "static",) if path.is_dir()]
ARCHIVE_SIGNING_KEY = env.text(
    "ARCHIVE_SIGNING_KEY", ""
)  # base64 of an Ed25519 key; else one is kept in DATA_DIR
TOWNS_DIR = DATA_DIR / "towns"  # cycling graphs and basemaps of imported towns
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "gz", "br", "woff2", "pmtiles", "npz")
WHITENOISE_MIMETYPES = {".mjs": "text/javascript", ".pmtiles": "application/octet-stream"}

# --- What a page may load: only from here

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "coopplatform.web.errors.csrf_failure"

# --- API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["deliveries.api.authentication.StoreTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_THROTTLE_RATES": {"token": "6000/min", "public": "120/min"},
    "EXCEPTION_HANDLER": "coopplatform.web.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Coopplatform API",
    "DESCRIPTION": "Orders, quotes, deliveries, tracking and positions of one cooperative.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "deliveries.api.schema.describe_positions",
    ],
}

# --- Background work

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "dispatch": {"task": "deliveries.dispatch_for_each_cooperative", "schedule": 60.0},
    "notices": {"task": "deliveries.notice_for_each_cooperative", "schedule": 60.0},
    "recurrences": {"task": "deliveries.recur_for_each_cooperative", "schedule": 600.0},
    "reminders": {"task": "deliveries.remind_for_each_cooperative", "schedule": crontab(minute=25)},
    "purge": {"task": "deliveries.purge_for_each_cooperative", "schedule": crontab(hour=3, minute=17)},
    "letters": {
        "task": "federation.purge_letters_for_each_cooperative",
        "schedule": crontab(hour=3, minute=37),
    },
    "evidence": {"task": "federation.collect_for_each_cooperative", "schedule": crontab(hour=4, minute=40)},
    "watch": {"task": "federation.watch_for_each_cooperative", "schedule": crontab(hour=5, minute=20)},
    "statistics": {"task": "federation.share_for_each_cooperative", "schedule": crontab(hour=4, minute=10)},
    "loans": {"task": "federation.loans_for_each_cooperative", "schedule": 600.0},
    "consultations": {"task": "federation.consult_for_each_cooperative", "schedule": crontab(minute=5)},
    "grants": {"task": "federation.grants_for_each_cooperative", "schedule": crontab(minute="*/10")},
    "policies": {"task": "federation.policies_for_each_cooperative", "schedule": crontab(minute=5)},
    "dues": {"task": "federation.dues_for_each_cooperative", "schedule": crontab(hour=5, minute=40)},
    "dues reminder": {
        "task": "federation.remind_of_dues_for_each_cooperative",
        "schedule": crontab(day_of_month=12, month_of_year="1,4,7,10", hour=8, minute=10),
    },
    "fund": {"task": "federation.book_fund_for_each_cooperative", "schedule": crontab(hour=4, minute=55)},
}


def valkey(url: str) -> dict[str, Any]:
    """Cache, Channels, Celery and couriers' positions on one Valkey, in four databases of it."""
    is_socket = url.startswith("unix://")

    def numbered(number: int) -> str:
        return f"{url}?db={number}" if is_socket else f"{url.rstrip('/')}/{number}"

    return {
        "CACHES": {
            "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": numbered(0)}
        },
        "CHANNEL_LAYERS": {
            "default": {
                "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
                "CONFIG": {"hosts": [numbered(1)]},
            }
        },
        "CELERY_BROKER_URL": (
            f"redis+socket://{url.removeprefix('unix://')}?virtual_host=2" if is_socket else numbered(2)
        ),
        "POSITIONS_URL": numbered(3),
    }


POSITIONS_PREFIX = env.text("POSITIONS_PREFIX", "")  # of their keys in Valkey

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a page must not need Valkey

# --- Addresses: services asked after the town's own table, in this order (see deliveries/adapters/geocoding)

GEOCODERS = env.words("GEOCODERS", "")
NOMINATIM_DOMAIN = env.text("NOMINATIM_DOMAIN", "nominatim.openstreetmap.org")
GEOCODER_USER_AGENT = env.text("GEOCODER_USER_AGENT", "coopplatform")

# --- Travel times: a router over HTTP, asked before the town's own cycling graph (see deliveries/adapters/routing)

ROUTING = env.router("ROUTING_URL")

# --- Push messages to couriers' phones (see deliveries/adapters/webpush)

WEB_PUSH = env.web_push()
SMS = env.sms()
PUBLIC_URL = env.text("PUBLIC_URL", "")
"""Where the links in notices lead, without a slash at the end."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {"coopplatform": {"level": env.text("LOG_LEVEL", "INFO")}},
}
