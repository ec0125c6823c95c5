"""The sheet of departments: parents first, each as the set-up page would save it."""

from collections.abc import Callable, Iterable, Sequence

from django.core.exceptions import ValidationError

from departments import audit, set_up
from departments.models import Department, User

from .outcome import Outcome, Row

COLUMNS = {
    "code": "编码", "name": "名称", "kind": "类型", "parent": "上级编码", "is_key": "重点单位",
    "is_active": "在用", "merged_into": "并入编码",
}  # fmt: skip
KINDS = {label: key for key, label in Department.Kind.choices}
YES = {"是": True, "否": False}
DEFAULTS = {"kind": "预算部门", "is_key": "否", "is_active": "是"}
"""What a blank cell means for a new department; one that is there keeps what it has."""


def _shown(department: Department) -> dict[str, str]:
    """What the table holds of a department, as people read it."""
    told = {name: getattr(department, name) for name in COLUMNS}
    words = {True: "是", False: "否", None: ""}
    told["kind"] = department.get_kind_display()
    return {name: words.get(value, str(value)) for name, value in told.items()}


def _linked(rows: Iterable[Department]) -> dict[str, Department]:
    """By code, each with the upper body that the table itself may change, so that none is read again."""
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.parent = found.get(row.parent_id or 0, row.parent)
        row.merged_into = found.get(row.merged_into_id or 0) or row.merged_into
    return {row.code: row for row in found.values()}


class Departments:
    """Writes rows; what is wrong goes to the outcome."""

    def __init__(self, rows: Sequence[Row], outcome: Outcome, by: User, step: Callable[[], None]) -> None:
        self.rows, self.outcome, self.by, self.step = rows, outcome, by, step
        self.known = _linked(set_up.departments(by))

    def write(self) -> None:
        seen: set[str] = set()
        for row in self.in_order():
            code = row.text("code")
            if not code or code in seen:
                self.outcome.refuse(row, "code", "编码重复。" if code else "请填写编码。")
                continue
            seen.add(code)
            self._write(row, code)
            self.step()
        for row in self.rows:
            self._merge(row)

    def in_order(self) -> Iterable[Row]:
        """Whoever has its upper body in the same table comes after it."""
        codes = {row.text("code") for row in self.rows} - {""}
        below: dict[str, list[Row]] = {code: [] for code in codes}
        ready: list[Row] = []
        for row in self.rows:
            below.get(row.text("parent"), ready).append(row)
        for row in ready:
            yield row
            ready += below.pop(row.text("code"), [])
        for rows in below.values():  # a circle: told where the row is saved
            yield from rows

    def _write(self, row: Row, code: str) -> None:
        present = self.known.get(code)
        department = present or Department(code=code)
        before = _shown(department) if present else {}
        is_right = self._fill(row, department)
        if not is_right or not self._may(row, department, before):
            return
        if before == _shown(department):
            return
        try:
            department.full_clean()
        except ValidationError as wrong:
            self.outcome.refuse_all(row, wrong, COLUMNS)
            return
        self._save(department, before)

    def _save(self, department: Department, before: dict[str, str]) -> None:
        self.outcome.new_departments += not before
        self.outcome.changed_departments += bool(before)
        department.save()
        self.known[department.code] = department
        for name, value in _shown(department).items():
            if before.get(name, "") != value:
                change = audit.change(department, COLUMNS[name], before.get(name) or None, value or None)
                self.outcome.note(department, change)

    def _may(self, row: Row, department: Department, before: dict[str, str]) -> bool:
        if before in ({}, _shown(department)) or set_up.may_change_department(self.by, department):
            return True
        self.outcome.refuse(row, "code", "这个部门由上级设置，不能在这里更改。")
        return False

    def _fill(self, row: Row, department: Department) -> bool:
        found = len(self.outcome.problems)
        defaults: dict[str, str] = DEFAULTS if department.pk is None else {}
        department.name = row.text("name") or department.name
        choices = (("kind", KINDS, f"应为{'、'.join(KINDS)}之一。"),
                   ("is_key", YES, "应为是或否。"), ("is_active", YES, "应为是或否。"))  # fmt: skip
        for name, words, refusal in choices:
            text = row.text(name) or defaults.get(name, "")
            if text in words:
                setattr(department, name, words[text])
            elif text:
                self.outcome.refuse(row, name, refusal)
        self._place(row, department)
        return len(self.outcome.problems) == found

    def _place(self, row: Row, department: Department) -> None:
        code = row.text("parent")
        if code and code not in self.known:
            self.outcome.refuse(row, "parent", "没有这个部门，或不在您的管理范围内。")
        elif not code and not self.by.is_superuser and department.pk is None:
            self.outcome.refuse(row, "parent", "请填写上级编码。")
        elif code:
            department.parent = self.known[code]

    def _merge(self, row: Row) -> None:
        code, department = row.text("merged_into"), self.known.get(row.text("code"))
        if not code or department is None:
            return
        into = self.known.get(code)
        if into is None or into == department:
            self.outcome.refuse(row, "merged_into", "没有这个部门，或是部门自己。")
        elif department.is_active:
            self.outcome.refuse(row, "is_active", "已并入其他部门的，“在用”应为否。")
        elif department.merged_into_id != into.pk:
            department.merged_into = into
            department.save()
            self.outcome.note(department, audit.change(department, "并入", None, str(into)))
