"""What the permission matrix says of the set-up pages."""

from .expected import MANAGES, Page, only
from .world import SIGNED_IN

LED_ELSEWHERE = {"admin:?"}
"""Old addresses and slips of the pen, led to where they belong."""
MODELS = ("department", "user", "firm", "fiscalyear", "scoringscheme", "outline")
ROW = {
    "department": lambda papers: papers.assessment.department_id,
    "user": lambda papers: papers.person.pk,
    "firm": lambda papers: papers.firm.pk,
    "fiscalyear": lambda papers: papers.year.pk,
    "scoringscheme": lambda papers: papers.year.scheme_id,
    "outline": lambda papers: papers.year.outline_id,
}
SEES = dict.fromkeys(("department", "user"), ("system_admin", "security_admin"))
"""Who but managers: 系统管理员 for departments and accounts, 安全管理员 for roles and locks."""
ENTER = (*MANAGES, "system_admin", "security_admin")
SHARED = ("scoringscheme", "outline")
"""Of the whole installation; used here, so nobody deletes them."""


def _page(get, post, address=lambda papers: {}, **more):
    return Page(get, post, address, is_once=True, **more)


def _set_up(model):
    """The pages of one model: own rows; of another authority's nothing is told."""
    see = (*MANAGES, *SEES.get(model, ()))
    add = (*MANAGES, *(x for x in SEES.get(model, ()) if x == "system_admin"))
    own = [role for role in see if role != "foreign manager"]
    here = only("r", *own) | {"foreign manager": "r" if model in SHARED else "n"}
    kept, added = only("n", *see), only("n", *add)
    changed = kept | ({"security_admin": "x"} if model == "department" else {})
    deleted = only("x") if model in SHARED else added
    name = f"admin:departments_{model}"

    def address(papers):
        return {"object_id": ROW[model](papers)}

    return {
        f"{name}_changelist": _page(only("r", *see), kept),
        f"{name}_add": _page(only("r", *add), added),
        f"{name}_history": _page(here, here, address),
        f"{name}_delete": _page(deleted, deleted, address),
        f"{name}_change": _page(here, changed, address),
    }


NOBODY = only("x")
_group = {"object_id": 1}
PAGES: dict[str, Page] = {
    **{f"admin:{name}": _page(only("r", *ENTER), only("n", *ENTER)) for name in (
        "index", "password_change", "password_change_done", "jsi18n",
    )},
    "admin:login": _page(only("r", *ENTER), only("n", *ENTER)),
    "admin:logout": _page(
        only("m", *ENTER, others="n"), only("l", *ENTER, others="n"), public="n"
    ),
    "admin:autocomplete": _page(only("x"), only("m", *ENTER)),
    "admin:view_on_site": _page(
        only("n", *ENTER), only("n", *ENTER),
        lambda papers: {"content_type_id": "1", "object_id": "0"},
    ),
    "admin:app_list": _page(
        only("r", *ENTER), only("n", *ENTER), lambda papers: {"app_label": "departments"}
    ),
    "admin:auth_user_password_change": _page(
        only("r", "manager", "system_admin") | {"foreign manager": "n"},
        only("n", *MANAGES, "system_admin"), lambda papers: {"id": papers.person.pk},
    ),
    **{f"admin:auth_group_{name}": _page(NOBODY, NOBODY) for name in ("changelist", "add")},
    **{
        f"admin:auth_group_{name}": _page(NOBODY, NOBODY, lambda papers: _group)
        for name in ("delete", "change")
    },
    "admin:auth_group_history": _page(only("n", *ENTER), only("n", *ENTER), lambda papers: _group),
    **{name: page for model in MODELS for name, page in _set_up(model).items()},
}  # fmt: skip
assert set(MANAGES) < set(SIGNED_IN)
