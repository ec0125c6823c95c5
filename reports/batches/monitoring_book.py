"""汇总表 of a round of monitoring: every department with its lights and money, and every row behind them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from departments.models import Monitoring
from departments.scoring.monitoring import LIGHTS, Light
from departments.scoring.rounding import EXACT, ZERO, percent

from ..formats.workbook import SafeLines

Line = list[str | Decimal | None]
_DEPARTMENT = (("部门编码", 14), ("部门", 32))
SUMMARY = (
    ("序号", 6), *_DEPARTMENT, ("状态", 10), ("报送时间", 17), ("红灯", 7), ("黄灯", 7), ("绿灯", 7),
    ("年初预算数（元）", 18), ("调整后预算数（元）", 18), ("执行数（元）", 18), ("执行率（%）", 11),
    ("全年预计执行数（元）", 18), ("终审意见", 60),
)  # fmt: skip
MONEY = (
    *_DEPARTMENT, ("预算", 40), ("灯", 7), ("年初预算数（元）", 18), ("调整后预算数（元）", 18),
    ("执行数（元）", 18), ("执行率（%）", 11), ("全年预计执行数（元）", 18), ("原因说明和整改措施", 60),
)  # fmt: skip
GOALS = (
    *_DEPARTMENT, ("项目", 30), ("二级指标", 14), ("指标", 40), ("灯", 7), ("目标值", 14), ("完成情况", 14),
    ("全年预计完成值", 14), ("计量单位", 9), ("预计完成率（%）", 13), ("完成目标可能性", 14),
    ("偏差原因", 14), ("原因说明和整改措施", 60),
)  # fmt: skip
_AMOUNTS = ("initial", "adjusted", "spent", "expected")
_CHUNK = 256 * 1024


@contextmanager
def book_of(
    reported: Callable[[], Iterable[Monitoring]], everybody: QuerySet[Monitoring]
) -> Iterator[Iterator[bytes]]:
    """The workbook in pieces: reported tables with all their rows, and who has not reported."""
    book = SafeLines()
    _write_summary(book, reported())
    money, goals = book.sheet("预算执行", MONEY), book.sheet("绩效指标", GOALS)
    for x in reported():
        for row in _frozen(x, "budgets"):
            book.put(money, [*_place(x), row["name"], _light(row), *_money(row)[:3], *_rest(row)])
        for row in _frozen(x, "indicators"):
            book.put(goals, [*_place(x), *_goal(row)])
    _write_missing(book, everybody.exclude(status__in=Monitoring.REPORTED))
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield iter(lambda: file.read(_CHUNK), b"")


def _write_summary(book: SafeLines, reported: Iterable[Monitoring]) -> None:
    """One line for each department, and the sums; the rate of the sums is no mean of rates."""
    sheet, sums, lights = book.sheet("汇总", SUMMARY), dict.fromkeys(_AMOUNTS, ZERO), [ZERO] * len(_BY_WORSE)
    for number, x in enumerate(reported, 1):
        whole = _frozen(x, "budgets")[0]
        mine = [Decimal(getattr(x, light)) for light in _BY_WORSE]
        opinion = x.opinion if x.status == Monitoring.Status.CLOSED else ""
        book.put(sheet, [
            Decimal(number), *_place(x), x.get_status_display(), _when(x), *mine, *_money(whole)[:3],
            _decimal(whole["rate"]), _decimal(whole["expected"]), opinion,
        ])  # fmt: skip
        lights = [EXACT.add(a, b) for a, b in zip(lights, mine, strict=True)]
        sums = {name: EXACT.add(sums[name], _decimal(whole[name]) or ZERO) for name in sums}
    rate = percent(sums["spent"], sums["adjusted"]) if sums["adjusted"] else None
    total: Line = [None, None, "合计", None, None, *lights]
    book.put(sheet, [*total, sums["initial"], sums["adjusted"], sums["spent"], rate, sums["expected"], None])


def _write_missing(book: SafeLines, rows: QuerySet[Monitoring]) -> None:
    """Who has not reported, or was sent it back."""
    left_out = book.sheet("未报送", (*_DEPARTMENT, ("状态", 10), ("报送截止日期", 14)))
    for x in rows.defer("frozen").order_by("assessment__department__code", "pk").iterator(chunk_size=500):
        book.put(left_out, [*_place(x), x.get_status_display(), str(x.round.due)])


_BY_WORSE = (Light.RED.value, Light.YELLOW.value, Light.GREEN.value)


def _frozen(monitoring: Monitoring, name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = monitoring.frozen[name]
    return rows


def _place(x: Monitoring) -> Line:
    return [x.assessment.department.code, x.assessment.department_name]


def _when(x: Monitoring) -> str:
    return f"{timezone.localtime(x.submitted_at):%Y-%m-%d %H:%M}" if x.submitted_at else ""


def _money(row: Mapping[str, Any]) -> Line:
    return [_decimal(row[name]) for name in _AMOUNTS]


def _rest(row: Mapping[str, str]) -> Line:
    return [_decimal(row["rate"]), _decimal(row["expected"]), row["explanation"]]


def _goal(row: Mapping[str, str]) -> Line:
    said = [row[x] for x in ("likelihood", "cause", "explanation")]
    names = [row["project"] or "部门整体", row["level2"] or row["level1"], row["name"], _light(row)]
    values = [row["target"], row["value"], row["expected"], row["unit"]]
    return [*names, *values, _decimal(row["completion"]), *said]


def _light(row: Mapping[str, str]) -> str:
    return LIGHTS[Light(row["light"])] if row["light"] else ""


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
