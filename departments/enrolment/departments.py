"""The sheet of departments: parents first, each as the set-up page would save it."""

from collections.abc import Iterable, Sequence

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


def _shown(department: Department) -> dict[str, str]:
    """What the table holds of a department, as people read it."""
    told = {name: getattr(department, name) for name in COLUMNS}
    words = {True: "是", False: "否", None: ""}
    told["kind"] = department.get_kind_display()
    return {name: words.get(value, str(value)) for name, value in told.items()}


class Departments:
    """Writes rows; what is wrong goes to the outcome."""

    def __init__(self, rows: Sequence[Row], outcome: Outcome, by: User) -> None:
        self.rows, self.outcome, self.by = rows, outcome, by
        self.known = {x.code: x for x in set_up.departments(by)}

    def write(self) -> None:
        seen: set[str] = set()
        for row in self.in_order():
            code = row.text("code")
            if not code or code in seen:
                self.outcome.refuse(row, "code", "编码重复。" if code else "请填写编码。")
                continue
            seen.add(code)
            self._write(row, code)
        for row in self.rows:
            self._merge(row)

    def in_order(self) -> Iterable[Row]:
        """Whoever has its upper body in the same table comes after it."""
        codes = {row.text("code") for row in self.rows}
        waiting, placed = list(self.rows), set[str]()
        while waiting:
            ready = [x for x in waiting if x.text("parent") not in codes - placed]
            if not ready:  # a circle: told where the row is saved
                ready = waiting
            yield from ready
            placed |= {x.text("code") for x in ready}
            waiting = [x for x in waiting if x not in ready]

    def _write(self, row: Row, code: str) -> None:
        present = self.known.get(code)
        department = present or Department(code=code)
        before = _shown(department) if present else {}
        is_right = self._fill(row, department)
        if not is_right or not self._may(row, department, before):
            return
        try:
            department.full_clean()
        except ValidationError as wrong:
            self.outcome.refuse_all(row, wrong, COLUMNS)
            return
        if before != _shown(department):
            self._save(department, before)

    def _save(self, department: Department, before: dict[str, str]) -> None:
        self.outcome.new_departments += not before
        self.outcome.changed_departments += bool(before)
        department.save()
        self.known[department.code] = department
        self.outcome.changes += [
            audit.change(department, COLUMNS[name], before.get(name) or None, value or None)
            for name, value in _shown(department).items()
            if before.get(name, "") != value
        ]

    def _may(self, row: Row, department: Department, before: dict[str, str]) -> bool:
        if before in ({}, _shown(department)) or set_up.may_change_department(self.by, department):
            return True
        self.outcome.refuse(row, "code", "这个部门由上级设置，不能在这里更改。")
        return False

    def _fill(self, row: Row, department: Department) -> bool:
        found = len(self.outcome.problems)
        department.name = row.text("name")
        kind = row.text("kind") or "预算部门"
        if kind not in KINDS:
            self.outcome.refuse(row, "kind", f"应为{'、'.join(KINDS)}之一。")
        department.kind = KINDS.get(kind, "department")
        for name, default in (("is_key", "否"), ("is_active", "是")):
            text = row.text(name) or default
            if text not in YES:
                self.outcome.refuse(row, name, "应为是或否。")
            setattr(department, name, YES.get(text, False))
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
            self.outcome.changes.append(audit.change(department, "并入", None, str(into)))
