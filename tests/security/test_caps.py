"""No box takes text without end."""

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.db import models

import departments
import reports
from departments.forms.figures import FigureField

UNTYPED = {
    ("AuditEvent", "rows"): "images of rows, noted by triggers",
    ("CapturedRow", "old"): "the same, before an event takes them",
    ("CapturedRow", "new"): "the same",
    ("Letter", "body"): "written by the program from notices that are capped",
    ("Webhook", "secret"): "made by the program",
    ("Delivery", "body"): "written by the program",
    ("BatchItem", "error"): "cut by the program",
    ("EnrolmentImport", "passwords"): "made by the program, sealed",
    ("LiveSession", "session_data"): "written by the program, signed",
    ("Section", "draft"): "written by the program from rows that are capped",
}
"""Text columns that nobody types into."""


def own_forms():
    for package in (departments, reports):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not {"migrations", "management", "sso"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    pending, classes = [forms.BaseForm], set()
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        if kind.__module__.startswith(("departments.", "reports.")):
            classes.add(kind)
    return classes


def texts_without_end(fields):
    """A figure has a cap of its own: `scoring.numbers.LONGEST`."""
    return [
        name
        for name, field in fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, FigureField | forms.UUIDField | forms.GenericIPAddressField)
        and field.max_length is None
    ]


def test_every_column_of_text_has_a_length():
    endless = {
        (model.__name__, field.name)
        for model in apps.get_app_config("departments").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and field.max_length is None
    }

    assert endless == set(UNTYPED)


@pytest.mark.slow
def test_every_box_of_every_form_has_a_length():
    from departments.admin.user import NewUserForm, PasswordForm
    from departments.forms.password import NewPasswordForm, SignInForm
    from departments.models import User

    made = {
        SignInForm: SignInForm(),
        NewPasswordForm: NewPasswordForm(User()),
        PasswordForm: PasswordForm(User()),
        NewUserForm: NewUserForm(),
    }
    endless = {
        f"{kind.__module__}.{kind.__name__}": names
        for kind in own_forms()
        if (
            names := texts_without_end(
                getattr(made.get(kind, kind), "fields", None) or getattr(kind, "base_fields", {})
            )
        )
    }

    assert endless == {}


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["old_password", "new_password1", "new_password2"])
def test_a_password_without_end_is_refused_before_it_is_hashed(field, preparer):
    from departments.forms.password import NewPasswordForm

    data = {"old_password": "a", "new_password1": "b", "new_password2": "b"} | {field: "x" * 100_000}
    form = NewPasswordForm(preparer, data)

    assert "128" in str(form.errors[field])
