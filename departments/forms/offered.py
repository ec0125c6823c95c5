"""A form whose choices are what the person may see: anything else was never on the page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from perfeval import suspicion


class Offered(forms.BaseForm):
    """Refuses as forms do, and says so to whoever watches the request."""

    def add_error(self, field: str | None, error: Any) -> None:
        if isinstance(error, ValidationError) and any(x.code == "invalid_choice" for x in error.error_list):
            suspicion.arise()
        super().add_error(field, error)
