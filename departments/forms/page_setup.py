"""版式 as fields of a form: four margins and four fonts; left empty they are the standard's."""

from typing import Any

from django import forms

from departments.page_setup import FONTS, MARGINS, NARROWEST, ROLES, STANDARD, WIDEST, PageSetup

_BEFORE = "page_"


def _margin(name: str) -> forms.IntegerField:
    wrong = f"应为{NARROWEST}至{WIDEST}的整数。"
    return forms.IntegerField(
        label=f"{MARGINS[name]}，毫米", required=False, min_value=NARROWEST, max_value=WIDEST,
        help_text=f"国标{getattr(STANDARD, name)}",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )  # fmt: skip


def _font(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{ROLES[name]}字体", required=False, choices=list(FONTS.items()),
        help_text=f"国标{FONTS[getattr(STANDARD, name)]}",
        error_messages={"invalid_choice": "请从列表中选择。"},
    )  # fmt: skip


class PageForm(forms.Form):
    """The fields of `PageSetup`, each behind `page_`."""

    page_top = _margin("top")
    page_bottom = _margin("bottom")
    page_left = _margin("left")
    page_right = _margin("right")
    page_title = _font("title")
    page_heading = _font("heading")
    page_subheading = _font("subheading")
    page_body = _font("body")

    @property
    def page_fields(self) -> list[forms.BoundField]:
        """版式, in the order of the form."""
        return [self[name] for name in PageForm.base_fields]


def initial_of(page: PageSetup) -> dict[str, Any]:
    """What stands in the boxes."""
    return {name: getattr(page, name.removeprefix(_BEFORE)) for name in PageForm.base_fields}


def typed_page(cleaned: dict[str, Any]) -> PageSetup:
    """What was typed; an empty box is the standard's."""
    given = {name.removeprefix(_BEFORE): cleaned.get(name) for name in PageForm.base_fields}
    return PageSetup(**{name: value for name, value in given.items() if value not in (None, "")})
