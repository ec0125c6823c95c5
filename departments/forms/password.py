"""Every box for a password takes no more text than a password may have."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import MaxLengthValidator

from departments.models.password_used import LONGEST


class Capped(forms.BaseForm):
    """Caps the password boxes of the form it is mixed into."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and isinstance(field.widget, forms.PasswordInput):
                field.max_length = LONGEST
                field.widget.attrs["maxlength"] = LONGEST
                field.validators.append(MaxLengthValidator(LONGEST))


class SignInForm(Capped, AuthenticationForm):
    """Name and password."""


class NewPasswordForm(Capped, PasswordChangeForm):
    """The present password, and twice the new one."""
