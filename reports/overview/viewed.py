"""What a saved view keeps of an address, and how that is said."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from django.utils.http import urlencode

from departments.forms.keys import key_of
from departments.models import Department, SavedView

from .columns import APART, COLUMNS, FIGURES, PLAIN, chosen
from .measures import BANDS, GAPS, measures
from .ranking import BY_SIZE, SCORES
from .rates import RATES
from .sizes import SIZES

Page = SavedView.Page
FIELDS = {
    Page.LIST: (
        "measure", "name", "kind", "district", "year", "grade", "band", "rate", "gap", "parent", "order",
        "columns",
    ),
    Page.RANKING: ("score", "kind", "size", "district", "year"),
}  # fmt: skip
"""What each page understands; the page number is not kept."""
ADDRESSES = {Page.LIST: "reports:overview_list", Page.RANKING: "reports:ranking"}
WHOLE = {Page.LIST: {"measure": "expected"}, Page.RANKING: {"score": "own"}}
"""What the address of a view without conditions says, so that it is not taken for the page itself."""
LONGEST = {"name": 100, "grade": 10}
_WORD = re.compile(r"[0-9A-Za-z.-]{1,100}")


def kept(page: str, asked: Mapping[str, str], newest: int) -> str:
    """The conditions of an address in order, without the newest year, so that the view follows the years.

    Of columns, however they were asked for, each that there is; no address is too long for them.
    """
    found = {}
    for name in FIELDS[Page(page)]:
        value = asked.get(name, "").replace("\0", "").strip()
        if name in LONGEST and name in asked:
            found[name] = value[: LONGEST[name]]
        elif name == "columns" and value:
            found[name] = APART.join(x.word for x in chosen(value))
        elif _WORD.fullmatch(value):
            found[name] = value
    if not found.get("name"):
        found.pop("name", None)
    if found.get("year") == str(newest):
        del found["year"]
    return urlencode({name: value for name, value in found.items() if WHOLE[Page(page)].get(name) != value})


def asked_by(view: SavedView) -> dict[str, str]:
    """What its address asks."""
    return WHOLE[Page(view.page)] | dict(parse_qsl(view.asked, keep_blank_values=True))


def said(view: SavedView, districts: Mapping[int, str]) -> str:
    """Its conditions in words."""
    asked = asked_by(view)
    words = [_word(name, value, districts) for name, value in asked.items()]
    return "，".join(x for x in words if x)


def _word(name: str, value: str, districts: Mapping[int, str]) -> str:
    """One condition; "" where it says nothing."""
    known: dict[str, str] = {
        "measure": measures()[value].label if value in measures() else "",
        "name": f"名称或编码含“{value}”", "year": f"{value}年度" if value != "all" else "全部年度",
        "kind": str(dict(Department.Kind.choices).get(value, "")), "grade": f"等级：{value or '未评'}",
        "district": districts.get(key_of(value) or 0, ""),
        "band": next((f"得分：{x.label}" for x in BANDS if str(x.lowest) == value), ""),
        "rate": next((f"执行率：{x.label}（%）" for x in RATES if x.word == value), ""),
        "gap": GAPS[value][0] if value in GAPS else "", "parent": f"主管部门：{value}",
        "order": _order(value), "columns": f"列：{'、'.join(x.label for x in chosen(value))}",
        "score": f"按{SCORES[value][0]}" if value in SCORES else "", "size": _size(value),
    }  # fmt: skip
    return known.get(name, "")


def _order(value: str) -> str:
    word, way = value.removeprefix("-"), "由大到小" if value.startswith("-") else "由小到大"
    label = COLUMNS[word].label if word in COLUMNS else "部门" if word == "name" else ""
    return f"按{label}{way}" if word in {*PLAIN, *FIGURES} else ""


def _size(value: str) -> str:
    if value == BY_SIZE:
        return "各规模分别排名"
    return next((x.label for x in SIZES if x.word == value), "")
