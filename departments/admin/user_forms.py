"""What is typed about an account on the set-up pages."""

from typing import Any

from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)

from departments.forms.password import Capped
from departments.models import User


class NewUserForm(Capped, UserCreationForm[User]):
    """Everybody signs in with a password: there is no other way to do it."""

    class Meta:
        model = User
        fields = ("username", "name", "post")


class PasswordForm(Capped, AdminPasswordChangeForm):  # type: ignore[type-arg]
    """The same for who is there already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


class PasswordState(ReadOnlyPasswordHashWidget):
    """The way to a new password, without the hash of the present one."""

    def get_context(self, *args: Any) -> dict[str, Any]:
        return super().get_context(*args) | {"summary": []}


class UserForm(UserChangeForm[User]):
    password = ReadOnlyPasswordHashField(
        label="密码", widget=PasswordState, help_text="密码不以原文保存，谁也看不到；忘记的可以重置。"
    )

    class Meta:
        model = User
        fields = "__all__"
