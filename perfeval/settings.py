"""The one settings file. What differs between machines comes from the environment."""

import os
import tomllib
from pathlib import Path

import django_stubs_ext

from perfeval.accounts import *  # noqa: F403 - settings of the packages that sign people in
from perfeval.databases import opened
from perfeval.logs import FORMS, LEVELS, lines
from perfeval.mail import *  # noqa: F403 - settings of notices and their mail
from perfeval.places import where_files_are
from perfeval.policy import CONTENT_SECURITY_POLICY, PASSWORD_PROFILES  # noqa: F401 - of django-csp
from perfeval.queue import BACKENDS
from perfeval.secret import kept_keys, kept_secret
from perfeval.variables import Variables

django_stubs_ext.monkeypatch()  # lets classes such as ModelForm[Project] name their type

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
env = Variables()

# --- this machine ---------------------------------------------------------------------------
VAR_DIR = env.folder("PERFEVAL_VAR", default=str(BASE_DIR / "var"))
FONTS_DIR = BASE_DIR / "var/fonts"  # made by ./dev setup, read by WeasyPrint through fontconfig
if (FONTS_DIR / "fonts.conf").exists():
    os.environ.setdefault("FONTCONFIG_FILE", str(FONTS_DIR / "fonts.conf"))
DEBUG = env.bool("PERFEVAL_DEBUG", default=False)
HTTPS = env.bool("PERFEVAL_HTTPS", default=False)
ALLOWED_HOSTS = env.list("PERFEVAL_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("PERFEVAL_ORIGINS", default=[])
SECRET_KEY = env("PERFEVAL_SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.list("PERFEVAL_SECRET_KEY_OLD", default=[])  # until `manage.py reseal`
AUDIT_KEYS = env.dict("PERFEVAL_AUDIT_KEYS", default={}) or kept_keys(VAR_DIR / "audit_keys")
AUDIT_ALGORITHM = env.choice("PERFEVAL_AUDIT_ALGORITHM", ("sha256", "sm3"), default="sha256")
TRUSTED_PROXIES = env.networks("PERFEVAL_PROXIES", "unix")

# --- applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "perfeval",
    "departments",
    "reports",
    "departments.admin_site.SetUpConfig",  # the administration pages, as the set-up of the manager
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "axes",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *SSO_APPS,  # noqa: F405
    "django_tasks",
    "perfeval.queue.apps.QueueConfig",
]
MIDDLEWARE = [
    # These first: what any other refuses or breaks leaves with their headers.
    "perfeval.middleware.locked_down",
    "perfeval.middleware.without_body",
    "perfeval.observing.observed",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "perfeval.middleware.never_answered",
    "perfeval.middleware.asked_by_nobody",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "departments.audit.requests.audited",
    "departments.views.kept.typed_text_comes_back",
    "departments.sessions.limited",
    "departments.views.too_often.Moderated",
    "perfeval.middleware.no_store_when_signed_in",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "perfeval.urls"
WSGI_APPLICATION = "perfeval.wsgi.application"
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
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- database -------------------------------------------------------------------------------
# A PostgreSQL socket folder cannot stand in a URL: give it as PGHOST.
DATABASES = {"default": opened(env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}

# --- background work ------------------------------------------------------------------------
BROKER_URL = env("BROKER_URL", default="")  # amqp://… or redis://… with the extra celery; else the database
TASKS = {"default": {"BACKEND": BACKENDS[bool(BROKER_URL)], "QUEUES": []}}
LEASE_SECONDS = env.int("PERFEVAL_LEASE_SECONDS", default=300)  # then a killed worker's item is anybody's
BATCH_DAYS = env.int("PERFEVAL_BATCH_DAYS", default=30)  # then `tidy` removes the file of a job

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "departments.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_PROFILE = PASSWORD_PROFILES[env.choice("PERFEVAL_PASSWORD_PROFILE", PASSWORD_PROFILES, "asvs")]
AUTH_PASSWORD_VALIDATORS = PASSWORD_PROFILE.as_setting
PASSWORD_DAYS = PASSWORD_PROFILE.days
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: a locked account is not even asked for its password
    "django.contrib.auth.backends.ModelBackend",
]
THREE_ADMINISTRATORS = env.bool("THREE_ADMINISTRATORS", default=False)  # managers then give no roles

# --- language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files ----------------------------------------------------------------------------------
_STATIC_SOURCES: dict[str, Path] = {
    "": BASE_DIR / "static",
    "bootstrap": BASE_DIR / "node_modules/bootstrap/dist",
    "bootstrap-icons": BASE_DIR / "node_modules/bootstrap-icons/font",
    "fonts": FONTS_DIR / "faces",
}
STATIC_URL = "static/"
STATICFILES_DIRS = [
    (prefix, path) if prefix else path for prefix, path in _STATIC_SOURCES.items() if path.is_dir()
]
STATIC_ROOT = env("PERFEVAL_STATIC_ROOT", default="") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None  # a bare clone needs no collectstatic
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site needs our files
WHITENOISE_MIMETYPES = {".ttf": "font/ttf"}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["ttf", "woff", "woff2", "png", "gz", "br"]
_STATIC_STORAGE = {
    True: "whitenoise.storage.CompressedManifestStaticFilesStorage",
    False: "django.contrib.staticfiles.storage.StaticFilesStorage",
}[bool(STATIC_ROOT)]
STORAGES = {
    "default": where_files_are(env("PERFEVAL_S3_BUCKET", default=""), env("PERFEVAL_S3_URL", default="")),
    "staticfiles": {"BACKEND": _STATIC_STORAGE, "OPTIONS": {"file_permissions_mode": 0o644}},  # not secret
}
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640
_UPLOAD = "django.core.files.uploadhandler."
FILE_UPLOAD_HANDLERS = [
    "perfeval.uploads.SizeLimit", _UPLOAD + "MemoryFileUploadHandler", _UPLOAD + "TemporaryFileUploadHandler",
]  # fmt: skip
EVIDENCE_FILE_BYTES = env.int("PERFEVAL_EVIDENCE_FILE_MB", default=20) * 1024 * 1024
EVIDENCE_QUOTA_BYTES = env.int("PERFEVAL_EVIDENCE_QUOTA_MB", default=500) * 1024 * 1024  # per self-assessment
SCANNER = env("PERFEVAL_SCANNER", default="")  # clamd://host:3310 or clamd:///run/clamav/clamd.ctl
SCANNER_SECONDS = env.float("PERFEVAL_SCANNER_SECONDS", default=30.0)  # for one piece or answer
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # saved without scripts: 200 indicators of 24 fields each

# --- security -------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"  # the prefix: set by this very host only
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"  # departments/devices.py
SECURE_HSTS_SECONDS = env.int("PERFEVAL_HSTS_SECONDS", default=365 * 24 * 60 * 60) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("PERFEVAL_HSTS_SUBDOMAINS", default=HTTPS)
SECURE_HSTS_PRELOAD = env.bool("PERFEVAL_HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # entering a domain into browsers for good is its owner's choice
    "axes.W006",  # failures count for the account, from wherever they come
]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$", r"^api/"]  # `never_answered` refuses

# --- log ------------------------------------------------------------------------------------
_FORM = env.choice("PERFEVAL_LOG_FORMAT", FORMS, default="text")
LOGGING = lines(env.choice("PERFEVAL_LOG_LEVEL", LEVELS, default="INFO"), _FORM)
METRICS_TOKEN = env("PERFEVAL_METRICS_TOKEN", default="")  # without both, /metrics is not there
METRICS_FROM = env.networks("PERFEVAL_METRICS_FROM")
