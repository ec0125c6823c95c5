"""Settings of notices and their mail; part of the one settings file."""

from perfeval.variables import Variables

_env = Variables()

REMIND_DAYS = _env.list("PERFEVAL_REMIND_DAYS", cast=int, default=[7, 3, 1, 0])  # before the due date
DIGEST_HOUR = _env.int("PERFEVAL_DIGEST_HOUR", default=8)  # of the local time, the digest goes out after it
SITE_URL = _env("PERFEVAL_SITE_URL", default="").rstrip("/")
DEFAULT_FROM_EMAIL = _env("PERFEVAL_MAIL_FROM", default="perfeval@localhost")
_url = _env.email_url_config(_env("PERFEVAL_MAIL_URL", default="") or "dummymail://")  # without it no letter
EMAIL_BACKEND: str = _url["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _url["EMAIL_HOST"] or "", _url["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _url["EMAIL_HOST_USER"] or "", _url["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _url.get("EMAIL_USE_TLS", False), _url.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
