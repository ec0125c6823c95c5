"""Write the files of the corpus and what is to come of each; needs LibreOffice.

python -m tests.reports.corpus.build

The expectations are made from the published figures, never from what the reader said.
"""

import json
import sys
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.departments.evidence_files import compound

from . import writers as w
from .tables import (
    HEADS,
    PROJECTS,
    WAN,
    YI,
    Grid,
    by_office,
    form,
    full_width,
    grouped,
    imported,
    indicators,
    listed,
    number,
    percent_cells,
    plain,
    scored,
    total,
    two_row_head,
)  # fmt: skip

SIGNS = {"at_least": ">=", "at_most": "<=", "equal": "="}
FOLDER = Path(__file__).parent / "files"
UNIT = [[None, None, None, None, None, None, "单位：万元"]]
TITLE = [["2020年度项目支出明细表", *[None] * 6]]
SIGNED = [["单位负责人：李四", None, None, "填表人：张三", None, None, "填报日期：2021年3月5日"]]
NOTES = [["注：1.预算数为调整后预算数；2.数据来源于财政一体化系统。"], ["    3.执行率=执行数/预算数×100%。"]]


def heads(**changes):
    return [changes.get(name, name) for name in HEADS]


def with_column(grid, at, values):
    """Another column before column `at`."""
    for row, value in zip(grid.rows, values, strict=False):
        row.insert(at, value)
    return grid


def plain_list(**how):
    return Grid(listed(**how))


def adjusted():
    """年初预算, 调整数 (also below zero), 执行数."""
    changes = {PROJECTS[0].name: Decimal(50000), PROJECTS[2].name: Decimal(-100000)}
    rows = [["项目名称", "年初预算数（元）", "预算调整数（元）", "全年执行数（元）", "主要用途"]]
    for x in PROJECTS:
        change = changes.get(x.name, Decimal(0))
        rows.append([x.name, number(x.budget - change), number(change), number(x.spent), x.purpose])
    return Grid(rows), imported(adjustments=changes)


def with_formulas(result):
    """Amounts as formulas, with what a spreadsheet would keep or without."""
    grid = plain_list()
    for at, row in enumerate(grid.rows[1:], 2):
        row[3], row[5] = f"={row[3]}+0", f"=E{at}/D{at}"
    grid.rows.append(["合计", None, None, f"=SUM(D2:D{len(grid.rows)})", f"=SUM(E2:E{len(grid.rows)})"])
    return w.libreoffice(w.xlsx(grid), "xlsx") if result else w.xlsx(grid)


def three_rows():
    grid = two_row_head(listed()[1:])
    grid.rows.insert(0, ["基本情况", None, None, "预算执行情况", None, None, "说明"])
    grid.rows[2] = [None, None, None, "年初预算（元）", "实际支出（元）", None, None]
    grid.rows[1][3] = "资金"
    return Grid(grid.rows, ("A1:C1", "D1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:G3"))


def broken(value, at=2):
    """One amount that is no figure."""
    grid = plain_list()
    grid.rows[at][3] = value
    return grid


def sign_column(case):
    """指标性质, 指标值 and 度量单位 in columns of their own, as the forms of Yunnan have them."""
    rows = [["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "分值"]]
    expected = scored(indicators(case))
    for x, row in zip(indicators(case), expected, strict=True):
        figure = x.target.lstrip("≥≤=＝")
        digits = "".join(c for c in figure if c.isdigit() or c == ".")
        sign = SIGNS[x.method]
        rows.append(
            [x.level1, x.level2, x.name, sign, digits, figure.removeprefix(digits), x.actual, x.weight]
        )
        row |= {"target_measure": f"{sign}{digits}", "unit": figure.removeprefix(digits)}
    return Grid(rows), expected


def dated(case):
    """Days as a spreadsheet keeps them, in the calendar that begins in 1904."""
    rows = indicators(case)
    written = {x.name: x for x in rows if "月" in x.target}
    grid = form(rows)
    for row in grid.rows:
        if row[2] in written:
            row[3], row[4] = date(2023, 9, 30), date(2023, 7, 15)
    expected = scored(rows)
    for row in expected:
        if row["name"] in written:
            row |= {"target_measure": "2023-09-30", "actual_measure": "2023-07-15"}
    return grid, expected


def goals_in_rows(case):
    """The form of Hubei: 年度绩效目标1（80分） in a row, weights behind the names of levels."""
    rows = indicators(case)
    grid = [["年度绩效目标1（80分）", "退捕渔民补贴全部发放到位", None, None, None, None],
            ["一级指标", "二级指标", "三级指标", "目标值", "完成值", "得分"]]  # fmt: skip
    grid += [[f"{x.level1}（80分）", x.level2, x.name, x.target, x.actual, x.weight] for x in rows]
    return Grid([*grid, ["总分", None, None, None, None, "100"]]), [
        {name: row[name] for name in row if name != "weight"} for row in scored(rows)
    ]


def shared(grid):
    """Texts in the table of shared ones, as Excel, WPS and LibreOffice keep them."""
    return w.libreoffice(w.xlsx(grid), "xlsx")


def entries():
    """Name → (content, what is to come of it)."""
    P = imported()
    base, two = w.xlsx(plain_list()), two_row_head(listed(WAN)[1:])
    named = [{**row, "name": f"{row['name']}（续）"} for row in P]
    yield "projects.xlsx", base, P
    above = Grid([*TITLE, *UNIT, *listed(WAN), total(WAN), *SIGNED], ("A1:G1",))
    yield "title-unit-total-signatures.xlsx", w.xlsx(above), P
    wan_heads = heads(预算数="预算数（万元）", 执行数="执行数\n(万元)", 实施科室="责任科室")
    yield "unit-in-heads.xlsx", w.xlsx(plain_list(unit=WAN, heads=wan_heads)), P
    yield "hundred-million.xlsx", w.xlsx(Grid([["单位：亿元"], *listed(YI)])), P
    mixed = listed(heads=heads(预算数="全年预算数（万元）", 执行数="全年执行数（元）"))
    for row, x in zip(mixed[1:], PROJECTS, strict=True):
        row[3] = number(x.budget / WAN)
    yield "units-differ.xlsx", w.xlsx(Grid(mixed)), P
    yield "head-of-two-rows.xlsx", w.xlsx(two), P
    yield "head-of-three-rows.xlsx", w.xlsx(three_rows()), P
    yield "sums-of-offices-between.xlsx", w.xlsx(by_office()), [
        row for office in dict.fromkeys(x.office for x in PROJECTS)
        for row, x in zip(P, PROJECTS, strict=True) if x.office == office
    ]  # fmt: skip
    hidden = Grid(listed(), hidden=("4", "5", "C"))
    yield "hidden-rows-and-columns.xlsx", w.xlsx(hidden), P
    yield "full-width-digits.xlsx", w.xlsx(plain_list(write=full_width)), P
    yield "figures-as-text.xlsx", w.xlsx(plain_list(write=grouped)), P
    yield "amounts-with-units.xlsx", w.xlsx(plain_list(write=lambda x: f"{plain(x / WAN)}万元")), P
    blank = with_column(with_column(plain_list(), 2, []), 0, [])
    blank.rows = [[None, *row[:2], None, *row[2:]] for row in listed()]
    yield "blank-columns.xlsx", w.xlsx(Grid([[], [], *blank.rows])), P
    old = plain_list(projects=PROJECTS[:3])
    old.title, old.state = "2019年", "hidden"
    cover = Grid([["填报说明"], ["一、请按决算数填写。"], ["项目", "说明"]], title="说明")
    yield "several-sheets.xlsx", w.xlsx(cover, Grid(listed(), title="项目"), old), P
    yield "notes-below.xlsx", w.xlsx(Grid([*listed(), total(), *NOTES, *SIGNED], ("A15:G15",))), P
    grid, expected = adjusted()
    yield "adjustments.xlsx", w.xlsx(grid), expected
    money = plain_list(write=lambda x: f"￥{x:,.2f}")
    yield "currency-signs.xlsx", w.xlsx(money), P
    styled = plain_list()
    styled.formats = {f"D{at}": '"￥"#,##0.00_);[Red]\\("￥"#,##0.00\\)' for at in range(2, 14)}
    styled.formats |= {f"F{at}": "0.00%" for at in range(2, 14)}
    yield "currency-formats.xlsx", w.xlsx(styled), P
    wrapped = plain_list()
    for row in wrapped.rows[1:]:
        row[1] = f"  {row[1][:4]}\n{row[1][4:]}（续） "
    yield "names-over-two-lines.xlsx", w.xlsx(wrapped), [
        {**row, "name": " ".join(f"{x.name[:4]}\n{x.name[4:]}（续）".split())}
        for row, x in zip(named, PROJECTS, strict=True)
    ]  # fmt: skip
    yield "formulas-with-results.xlsx", with_formulas(True), P
    yield "formulas-without-results.xlsx", with_formulas(False), {"problems": ["没有保存结果"], "rows": []}
    others = [row for row in P if row["name"] != PROJECTS[1].name]
    yield "error-values.xlsx", w.xlsx(broken("#REF!")), {"problems": ["#REF!"], "rows": others}
    yield "estimates.xlsx", w.xlsx(broken("约300万元")), {"problems": ["约300万元"], "rows": others}
    yield "wps.xlsx", w.wps(shared(two)), P
    yield "wps-signed.xlsx", w.wps(shared(above)), P
    yield "phonetic-hints.xlsx", w.rewritten(shared(plain_list()), w.phonetic), P
    yield "texts-in-cells.xlsx", w.inline(shared(plain_list())), P
    yield "cells-without-addresses.xlsx", w.without_addresses(base), P
    yield "prefixed-elements.xlsx", w.prefixed(shared(plain_list())), P
    yield "strict.xlsx", w.strict(shared(plain_list())), P
    yield "libreoffice.xlsx", shared(above), P
    yield "excel-97.xls", w.libreoffice(w.xlsx(above), "xls"), P
    yield "head-of-two-rows.xls", w.libreoffice(w.xlsx(two), "xls"), P
    yield "sheets-hidden.xls", w.libreoffice(w.xlsx(cover, Grid(listed(), title="项目"), old), "xls"), P
    yield "opendocument.ods", w.libreoffice(w.xlsx(above), "ods"), P
    yield "head-of-two-rows.ods", w.libreoffice(w.xlsx(two), "ods"), P
    yield "gbk.csv", w.comma(Grid([*listed(heads=wan_heads, unit=WAN), total(WAN)]), "gbk"), P
    quoted = plain_list(write=grouped)
    for row in quoted.rows[1:]:
        row[6] = f'{row[6]}\n“续”,"引"'
    yield "quoted.csv", w.comma(quoted, "utf-8-sig"), [
        {**row, "purpose": f"{row['purpose']}\n“续”,\"引\""} for row in P
    ]  # fmt: skip
    yield "unicode-text.txt", w.comma(plain_list(), "utf-16", "\t"), P
    yield (
        "list.docx",
        w.docx(plain_list(write=plain), ["2020年度项目支出明细"], ["注：数据来源于财务系统"]),
        P,
    )
    words = deepcopy(two)
    yield "head-of-two-rows.docx", w.docx(words), P
    yield from _forms()
    yield (
        "locked.xlsx",
        compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"\x04\x00"}),
        {"refused": "密码"},
    )
    yield "web-page.xls", w.page(plain_list()), {"refused": "网页"}


def _forms():
    """Tables of indicators out of published forms."""
    for case, kind in (("07", "xlsx"), ("10", "xls"), ("18", "ods")):
        rows = indicators(case)
        content = w.xlsx(percent_cells(form(rows)))
        content = content if kind == "xlsx" else w.libreoffice(content, kind)
        yield f"form-{case}.{kind}", content, scored(rows)
    grid, expected = dated("18")
    yield "form-1904.xlsx", w.xlsx(grid, epoch_1904=True), expected
    grid, expected = sign_column("21")
    yield "signs-apart.xlsx", w.xlsx(grid), expected
    grid, expected = goals_in_rows("05")
    yield "goals-in-rows.docx", w.docx(grid), expected
    yield (
        "wps-form-16.xlsx",
        w.wps(shared(form(indicators("16")))),
        scored(x for x in indicators("16") if x.target or x.actual or x.weight),
    )


def main():
    """All of them anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    expectations = {}
    for number_, (name, content, expected) in enumerate(entries(), 1):
        full = f"{number_:02}-{name}"
        (FOLDER / full).write_bytes(content)
        expectations[full] = {"rows": expected} if isinstance(expected, list) else expected
    text = json.dumps(expectations, ensure_ascii=False, indent=1)
    (FOLDER / "expected.json").write_text(f"{text}\n", encoding="utf-8")
    sizes = sum(path.stat().st_size for path in FOLDER.iterdir())
    sys.stdout.write(f"{len(expectations)} files, {sizes} bytes\n")


if __name__ == "__main__":
    main()
