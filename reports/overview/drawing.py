"""The pictures of a year, for the page and for the document: each figure leads to what it counts."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from departments.scoring.rounding import printed
from departments.templatetags.amounts import rate, wan

from .. import pictures
from ..pictures import AMBER, GREEN, INK, RED, Bar, Picture
from .comparison import Comparison, comparison
from .figures import Figures, grades
from .measures import BANDS, GAPS, measures
from .rates import RATES

Link = Callable[..., str]
"""The page, and what is asked of it → an address; "" on paper."""
TONES = {
    "on_time": GREEN, "approved": GREEN, "published": GREEN, "late": AMBER, "returned": AMBER, "overdue": RED,
}  # fmt: skip


def drawn(total: Figures, before: Figures, years: tuple[int, int], link: Link) -> list[Picture]:
    """All of them; the year before is drawn beside where it has departments."""
    named = (f"{years[0]}年度", f"{years[1]}年度")
    last = before if before.counts.get("expected") else None
    return [
        pictures.rows("报送和审核（部门数）", _progress(total, last, link), named),
        pictures.columns("得分分布（部门数）", _scores(total, last, link), named),
        pictures.columns("预算执行率分布（%，部门数）", _rates(total, last, link), named),
        pictures.rows("等级分布（部门数）", _grades(total, last, link), named),
        pictures.rows(_spending(total), _money(total, last, link("overview_money")), named),
        pictures.rows("自评与复核（平均得分和部门数）", list(_compared(comparison(total), link)), named),
    ]


def _before(last: Figures | None, counts: str, name: Any) -> int | None:
    """The count of the year before; None where nothing is compared."""
    return None if last is None else getattr(last, counts).get(name, 0)


def _progress(total: Figures, last: Figures | None, link: Link) -> list[Bar]:
    return [
        Bar(
            x.label, n := total.counts.get(name, 0), str(n), link("overview_list", measure=name),
            _before(last, "counts", name), TONES.get(name, INK),
        )
        for name, x in measures().items()
    ]  # fmt: skip


def _scores(total: Figures, last: Figures | None, link: Link) -> list[Bar]:
    return [
        Bar(
            x.label, n := total.bands.get(x.lowest, 0), str(n), link("overview_list", band=x.lowest),
            _before(last, "bands", x.lowest), RED if x.above == 60 else INK,
        )
        for x in BANDS
    ]  # fmt: skip


def _rates(total: Figures, last: Figures | None, link: Link) -> list[Bar]:
    return [
        Bar(
            x.label, n := total.rates.get(x.word, 0), str(n), link("overview_list", rate=x.word),
            _before(last, "rates", x.word),
        )
        for x in RATES
    ]  # fmt: skip


def _grades(total: Figures, last: Figures | None, link: Link) -> list[Bar]:
    """Those of either year: what nobody reached any more is nought."""
    return [
        Bar(
            x or "未评", n := total.grades.get(x, 0), str(n), link("overview_list", grade=x),
            _before(last, "grades", x),
        )
        for x, _ in grades(total + last if last else total)
    ]  # fmt: skip


def _money(total: Figures, last: Figures | None, link: str) -> list[Bar]:
    if not total.scored:
        return []
    budget, spent = (last.budget, last.spent) if last else (None, None)
    return [
        Bar("调整后预算数", total.budget, wan(total.budget), link, budget),
        Bar("全年执行数", total.spent, wan(total.spent), link, spent, GREEN),
    ]


def _spending(total: Figures) -> str:
    told = f"，执行率{rate(total.rate)}" if total.rate is not None else ""
    return f"预算执行（万元）{told}"


def _compared(found: Comparison | None, link: Link) -> Iterable[Bar]:
    """Means on a scale of 100, counts below on the scale of all that were reviewed."""
    if found is None:
        return
    reviewed = link("overview_list", measure="approved")
    yield Bar("自评平均", found.own, printed(found.own), reviewed)
    yield Bar("复核平均", found.theirs, printed(found.theirs), reviewed, fill=GREEN)
    for gap, (label, _) in GAPS.items():
        fill = INK if gap == "equal" else AMBER
        share = Decimal(found.gaps[gap]) * 100 / found.number
        yield Bar(label, share, f"{found.gaps[gap]}个", link("overview_list", gap=gap), fill=fill)
