"""Settings of the packages that sign people in; part of the one settings file."""

from datetime import timedelta

from perfeval.policy import SECOND_FACTOR_RULES as _RULES
from perfeval.variables import Variables

_env = Variables()

# --- sessions, passwords --------------------------------------------------------------------
SESSION_ENGINE = "departments.session_store"
SESSION_IDLE_SECONDS = _env.int("PERFEVAL_SESSION_IDLE_MINUTES", default=30) * 60
SESSION_COOKIE_AGE = _env.int("PERFEVAL_SESSION_HOURS", default=12) * 60 * 60  # since signing in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
BREACHED_PASSWORDS = _env("PERFEVAL_BREACHED_PASSWORDS", default="")  # a file: departments/breached.py

# --- lock-out: axes -------------------------------------------------------------------------
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = _env.int("PERFEVAL_LOCK_AFTER", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=_env.int("PERFEVAL_LOCK_MINUTES", default=30))
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True  # the audit record has it
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "departments.locking.name_of"
AXES_CLIENT_IP_CALLABLE = "departments.locking.address_of"
AXES_LOCKOUT_CALLABLE = "departments.locking.refused"

# --- programs of others: ninja, webhooks ----------------------------------------------------
WEBHOOK_TARGETS = _env.list("PERFEVAL_WEBHOOK_TARGETS", default=[])  # hosts and networks; else none
API_PER_MINUTE = _env.int("PERFEVAL_API_PER_MINUTE", default=300)  # requests of one client
HEAVY_PER_MINUTE = _env.int("PERFEVAL_HEAVY_PER_MINUTE", default=60)  # documents and searches of one person

# --- second factor: allauth.mfa -------------------------------------------------------------
SECOND_FACTOR = _RULES[_env.choice("PERFEVAL_SECOND_FACTOR", _RULES, default="off")]
MFA_ADAPTER = "departments.second_factor.sealing.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = min(_env.int("PERFEVAL_TOTP_TOLERANCE", default=1), 1)  # half minutes a clock may be off
MFA_TOTP_ISSUER = "绩效自评"

# --- single sign-on: the extra `sso`, allauth.socialaccount ---------------------------------
SSO_ISSUER = _env("PERFEVAL_OIDC_ISSUER", default="")  # without it nothing of it is loaded
SSO_NAME = _env("PERFEVAL_OIDC_NAME", default="统一身份认证")
SSO_CLAIM = _env("PERFEVAL_OIDC_CLAIM", default="preferred_username")
SSO_MAX_AGE = _env.int("PERFEVAL_OIDC_MAX_AGE_MINUTES", default=720) * 60  # since they asked; 0: any
_ASKED = {"max_age": str(SSO_MAX_AGE)} if SSO_MAX_AGE else {}
SSO_APPS = ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"] if SSO_ISSUER else []
SOCIALACCOUNT_ADAPTER = "departments.sso.adapter.OnlyKnownPeople"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": SSO_NAME,
                "client_id": _env("PERFEVAL_OIDC_CLIENT_ID", default=""),
                "secret": _env("PERFEVAL_OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": SSO_ISSUER.rstrip("/"), "auth_params": _ASKED},
            }
        ],
    }
}
