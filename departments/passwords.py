"""密码规则: what a password must be, and when a person has to choose a new one.

`PASSWORD_PROFILE` says which rules hold (perfeval/policy.py). Passwords set before
the rules changed stay.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from . import breached, guessing
from .models import PasswordUsed, User
from .models.password_used import LONGEST

log = logging.getLogger(__name__)
GIVEN = "您的密码由管理员设置，请先换成只有自己知道的密码。"
EXPIRED = "您的密码已使用超过{days}天，请先更换。"
CLASSES = (str.isupper, str.islower, str.isdecimal, lambda x: not x.isalnum())
OUR_WORDS = (
    "perfeval",
    "jixiao",
    "zipiping",
    "caizheng",
    "zhengfu",
    "caizhengju",
    "绩效",
    "自评",
    "财政",
    "政府",
)
"""Words that everybody guesses first here."""
LEAST_BESIDE_OUR_WORDS = 6


class Length:
    """Long enough; not longer than anybody needs, since Argon2 takes longer for longer texts."""

    def __init__(self, least: int) -> None:
        self.least = least

    def validate(self, password: str, user: User | None = None) -> None:
        length = len(password)
        if length < self.least:
            said = f"密码过短：至少{self.least}个字符，现在是{length}个。"
            raise ValidationError(said, code="password_too_short")
        if length > LONGEST:
            said = f"密码过长：最多{LONGEST}个字符，现在是{length}个。"
            raise ValidationError(said, code="password_too_long")

    def get_help_text(self) -> str:
        return f"密码为{self.least}至{LONGEST}个字符。"


class CharacterClasses:
    """等保 profile: at least so many of capitals, small letters, digits and other signs."""

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: User | None = None) -> None:
        found = sum(any(map(is_one, password)) for is_one in CLASSES)
        if found < self.least:
            raise ValidationError(
                f"密码只含{found}类字符：{self.get_help_text()}", code="password_too_few_classes"
            )

    def get_help_text(self) -> str:
        return f"密码须包含大写字母、小写字母、数字、符号中的至少{self.least}类。"


class NotGuessed(CommonPasswordValidator):
    """Neither a common password nor one that is put together from a few of them."""

    def validate(self, password: str, user: User | None = None) -> None:
        if guessing.is_guessable(password, self.passwords):
            raise ValidationError(
                "这个密码太容易猜到：它是常见的密码，或只由常见的词、年份、键盘次序拼成。"
                "请换一个，例如四个互不相干的词。",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "密码不能是常见的密码，也不能只由一两个常见的词、年份、键盘次序拼成。"


class NotBreached:
    """Not in the list of leaked passwords that the operator has installed, if there is one."""

    def validate(self, password: str, user: User | None = None) -> None:
        path = settings.BREACHED_PASSWORDS
        try:
            is_listed = bool(path) and breached.holds(path, password)
        except breached.Unreadable:
            log.exception("PERFEVAL_BREACHED_PASSWORDS cannot be read")
            said = "现在无法核对密码是否已经外泄，密码没有更改。请联系系统管理员。"
            raise ValidationError(said, code="password_not_checked") from None
        if is_listed:
            raise ValidationError(
                "这个密码出现在已知的外泄密码库里，别人会先试它，请换一个。", code="password_breached"
            )

    def get_help_text(self) -> str:
        return "密码不能是已知外泄的密码。"


class NotOurWords:
    """A word of ours with a number behind it is guessed at once."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = password.lower()
        for word in OUR_WORDS:
            left = left.replace(word, "")
        if len(left) < LEAST_BESIDE_OUR_WORDS:
            raise ValidationError(self.get_help_text(), code="password_of_our_words")

    def get_help_text(self) -> str:
        return "密码不能主要由系统名称、“绩效”“财政”等容易猜到的词组成。"


class NotUsedBefore:
    """The last so many passwords of the person are not taken again. Keeps them, whoever sets them."""

    def __init__(self, count: int = 1) -> None:
        self.count = count

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        used = [user.password, *user.passwords_used.values_list("encoded", flat=True)[: self.count]]
        if any(check_password(password, encoded) for encoded in dict.fromkeys(used)):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Called by Django once a password is saved."""
        if user is None:
            return
        PasswordUsed.objects.create(user=user, encoded=user.password)
        kept = user.passwords_used.values_list("pk", flat=True)[: max(self.count, 1)]
        user.passwords_used.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return "不能与现在的密码相同。" if self.count < 2 else f"不能与最近{self.count}次用过的密码相同。"


def given(user: User) -> None:
    """Somebody else set the password: the person replaces it at the next sign-in."""
    latest = user.passwords_used.first()
    if latest:
        latest.is_given = True
        latest.save(update_fields=["is_given"])


def reason_for_a_new_one(user: Any) -> str:
    """Why the person must choose a new password now; "" when the present one may stay."""
    latest = user.passwords_used.first()
    if latest and latest.is_given:
        return GIVEN
    days = settings.PASSWORD_DAYS
    since = latest.at if latest else user.date_joined
    return EXPIRED.format(days=days) if days and timezone.now() - since > timedelta(days=days) else ""
