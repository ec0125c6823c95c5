"""Pages load nothing foreign and nothing inline, and nobody frames them; how people sign in."""

from dataclasses import dataclass
from typing import Any

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "script-src-attr": [NONE],
        "style-src": [SELF],
        "style-src-attr": [NONE],
        "img-src": [SELF, "data:"],  # the small icons inside bootstrap.css
        "object-src": [NONE],
        "worker-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}


@dataclass(frozen=True)
class PasswordProfile:
    """Dotted names of validators with their options, and days until a password expires (0: never)."""

    validators: tuple[tuple[str, dict[str, Any]], ...]
    days: int

    @property
    def as_setting(self) -> list[dict[str, Any]]:
        """In the notation of AUTH_PASSWORD_VALIDATORS."""
        return [{"NAME": name, "OPTIONS": options} for name, options in self.validators]


_DJANGO, _OURS = "django.contrib.auth.password_validation.", "departments.passwords."
_ALWAYS: tuple[tuple[str, dict[str, Any]], ...] = (
    (_DJANGO + "UserAttributeSimilarityValidator", {"user_attributes": ("username", "name", "email")}),
    (_OURS + "NotGuessed", {}),
    (_OURS + "NotBreached", {}),
    (_OURS + "NotOurWords", {}),
)
PASSWORD_PROFILES = {
    # OWASP ASVS 5.0, 6.2: length instead of composition, no expiry
    "asvs": PasswordProfile(
        (
            (_OURS + "Length", {"least": 12}),
            *_ALWAYS,
            (_OURS + "NotUsedBefore", {"count": 1}),
        ),
        days=0,
    ),
    # 等保三级 (GB/T 22239-2019, 8.1.4.1 身份鉴别) as assessors measure it
    "dengbao": PasswordProfile(
        (
            (_OURS + "Length", {"least": 8}),
            (_OURS + "CharacterClasses", {"least": 3}),
            *_ALWAYS,
            (_OURS + "NotUsedBefore", {"count": 5}),
        ),
        days=90,
    ),
}
SECOND_FACTOR_RULES = {rule: rule for rule in ("off", "reviewers", "everyone")}
"""Who has to show more than a password; `access.SECOND_FACTOR` says which roles these are."""
