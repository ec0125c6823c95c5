"""What the permission matrix says of the set-up pages."""

from .expected import MANAGES, Page, only
from .world import SIGNED_IN

LED_ELSEWHERE = {"admin:?"}
"""Old addresses and slips of the pen, led to where they belong."""
MODELS = ("department", "user", "fiscalyear", "scoringscheme", "outline")
ROW = {
    "department": lambda papers: papers.assessment.department_id,
    "user": lambda papers: papers.person.pk,
    "fiscalyear": lambda papers: papers.year.pk,
    "scoringscheme": lambda papers: papers.year.scheme_id,
    "outline": lambda papers: papers.year.outline_id,
}
SHARED = ("scoringscheme", "outline")
"""Of the whole installation; used here, so nobody deletes them."""


def _page(get, post, address=lambda papers: {}, **more):
    return Page(get, post, address, is_once=True, **more)


def _set_up(model):
    """The pages of one model: the manager's own rows; of another authority's nothing is told."""
    mine = only("r", "manager")
    here = mine | dict.fromkeys(MANAGES[1:], "r" if model in SHARED else "n")
    row = {"object_id": ROW[model]}

    def address(papers):
        return {"object_id": row["object_id"](papers)}

    kept = only("n", *MANAGES)
    deleted = only("x") | dict.fromkeys(MANAGES, "x") if model in SHARED else kept
    name = f"admin:departments_{model}"
    return {
        f"{name}_changelist": _page(only("r", *MANAGES), kept),
        f"{name}_add": _page(only("r", *MANAGES), kept),
        f"{name}_history": _page(here, here, address),
        f"{name}_delete": _page(deleted, deleted, address),
        f"{name}_change": _page(here, kept, address),
    }


NOBODY = only("x")
_group = {"object_id": 1}
PAGES: dict[str, Page] = {
    **{f"admin:{name}": _page(only("r", *MANAGES), only("n", *MANAGES)) for name in (
        "index", "password_change", "password_change_done", "jsi18n",
    )},
    "admin:login": _page(only("r", *MANAGES), only("n", *MANAGES)),
    "admin:logout": _page(
        only("m", *MANAGES, others="n"), only("l", *MANAGES, others="n"), public="n"
    ),
    "admin:autocomplete": _page(only("x"), only("m", *MANAGES)),
    "admin:view_on_site": _page(
        only("n", *MANAGES), only("n", *MANAGES),
        lambda papers: {"content_type_id": "1", "object_id": "0"},
    ),
    "admin:app_list": _page(
        only("r", *MANAGES), only("n", *MANAGES), lambda papers: {"app_label": "departments"}
    ),
    "admin:auth_user_password_change": _page(
        only("r", "manager") | {"foreign manager": "n"},
        only("n", *MANAGES), lambda papers: {"id": papers.person.pk},
    ),
    **{f"admin:auth_group_{name}": _page(NOBODY, NOBODY) for name in ("changelist", "add")},
    **{
        f"admin:auth_group_{name}": _page(NOBODY, NOBODY, lambda papers: _group)
        for name in ("delete", "change")
    },
    "admin:auth_group_history": _page(only("n", *MANAGES), only("n", *MANAGES), lambda papers: _group),
    **{name: page for model in MODELS for name, page in _set_up(model).items()},
}  # fmt: skip
assert set(MANAGES) < set(SIGNED_IN)
