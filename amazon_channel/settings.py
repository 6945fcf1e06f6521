"""All settings, read from the environment. Each variable is explained in .env.example."""

from pathlib import Path

import dj_database_url

from amazon_channel.appearance import UNFOLD  # noqa: F401 - a setting
from amazon_channel.env import (
    env_bool,
    env_choice,
    env_file,
    env_int,
    env_keys,
    env_list,
    env_text,
    env_url,
    refuse_variable,
)
from amazon_channel.logs import logging_config

refuse_variable(
    "SP_API_DEFAULT_MARKETPLACE",
    "the SP-API library would send every call, tokens included, to that marketplace.",
)

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env_bool("DEBUG", default=False)

# --- secrets: keys for stored secrets are apart from SECRET_KEY, so that either can be changed alone
SECRET_KEY = env_text("SECRET_KEY", "debug-only-not-a-secret-" + "x" * 40 if DEBUG else None)
FIELD_KEYS = env_keys("FIELD_KEYS")

# --- where we are
BASE_URL = env_url("BASE_URL", ["http", "https"], "http://localhost:8000" if DEBUG else None)
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=[BASE_URL.split("://", 1)[1].split("/")[0].split(":")[0]])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Amazon
SP_API_SANDBOX_URL = env_url("SP_API_SANDBOX_URL", ["http", "https"], "")
SYNC_INTERVAL_SECONDS = env_int("SYNC_INTERVAL_SECONDS", default=300, low=10, high=86_400)
SYNC_STALE_SECONDS = env_int("SYNC_STALE_SECONDS", default=60, low=2, high=3600)
REPORT_DIR = Path(env_text("REPORT_DIR", str(BASE_DIR / "var" / "reports")))
REPORT_KEEP_DAYS = env_int("REPORT_KEEP_DAYS", default=7, low=1, high=90)
IMPORT_DIR = Path(env_text("IMPORT_DIR", str(BASE_DIR / "var" / "imports")))
IMPORT_KEEP_DAYS = env_int("IMPORT_KEEP_DAYS", default=14, low=1, high=365)
IMPORT_MAX_MB = env_int("IMPORT_MAX_MB", default=1024, low=1, high=102_400)
METRICS_TOKEN = env_text("METRICS_TOKEN", "")
LOG_KEEP_DAYS = env_int("LOG_KEEP_DAYS", default=30, low=1, high=540)
LOG_PURGE = env_choice("LOG_PURGE", ["daily", "weekly", "monthly"], "daily")

INSTALLED_APPS = [
    "reporting",
    "sync",
    "listings",
    "catalog",
    "amazon_channel",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "amazon_channel.apps.TimetableConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "amazon_channel.middleware.ContentSecurityPolicy",
    "amazon_channel.middleware.ReadersTimeZone",
]

ROOT_URLCONF = "amazon_channel.urls"
WSGI_APPLICATION = "amazon_channel.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- data
DATABASES = {
    "default": dj_database_url.parse(
        env_url("DATABASE_URL", ["postgres", "postgresql"]), conn_max_age=60, conn_health_checks=True
    )
}
REDIS_URL = env_url("REDIS_URL", ["redis", "rediss", "unix"])
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people
AUTH_USER_MODEL = "amazon_channel.User"
AUTHENTICATION_BACKENDS = ["amazon_channel.roles_backend.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # what our own words exist in: half a page in another language helps nobody
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["amazon_channel.formats"]

# --- web
STATIC_URL = "static/"
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes speak plain HTTP inside the network
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_HANDLERS = ["catalog.uploads.SpooledUpload"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # thousands of attributes of a product, or a table of 2,000 columns
SESSION_COOKIE_AGE = 12 * 3600

# --- Celery: PostgreSQL is the truth, so a task is only a door and its result is not kept
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # or Beat would add a task that tidies up what is not kept
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 3600}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(
    level=env_choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], "INFO"),
    as_json=env_bool("LOG_JSON", default=not DEBUG),
    debug_file=env_file("DEBUG_LOG"),
)
