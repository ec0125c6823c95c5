"""From lines to a plan: three-way merge of the file, the stamp it was written with, and the present rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model

from departments.editing import fingerprint
from departments.forms.entry import EntryForm
from departments.models import Assessment
from departments.scoring.naming import tokens_in
from departments.views.conflict import last_change
from departments.views.kinds import scope_of

from . import values
from .columns import PROJECTS, SAVED, TEXTS, SheetKind
from .comparing import Comparison
from .filling import Forms
from .lines import Line, Reading
from .matching import matched
from .plan import ADDED, CHANGED, CONFLICT, REMOVED, SKIP, Plan, PlannedRow
from .references import References
from .stamp import RowStamp, Stamp

MINE, THEIRS = "mine", "theirs"
_FOREIGN = "行标识不是这个工作簿的，请重新下载工作簿。"
_REMOVED = "所属的项目或目标在本工作簿中被删除，这一行不能再修改；请一并标“删除”。"
_LOSES = "现在的文字引用了{}个数据，会随数据更新，文件中是写死的数字，所以没有勾选；确要替换再勾选。"
_LOCKED = "{}第{}行“{}”（{}）取自国库导入，不能改（现在“{}”，文件中“{}”）；要改请在“财政数据”填写覆盖原因。"
_TWICE = "表中已有同名项目，请用不同的名称。"


def plan_of(
    assessment: Assessment, reading: Reading, stamp: Stamp | None, choices: Mapping[str, str]
) -> Plan:
    """What importing these lines would do now. Nothing is saved."""
    planner = _Planner(assessment, stamp, choices)
    planner.plan.problems += reading.problems
    planner.plan.ignored += reading.ignored
    for sheet in SAVED:
        planner.sheet(sheet, [line for line in reading.lines if line.kind is sheet])
    planner.plan.problems.sort(key=lambda x: (x.sheet, x.row))
    return planner.plan


class _Planner:
    def __init__(self, assessment: Assessment, stamp: Stamp | None, choices: Mapping[str, str]) -> None:
        self.assessment, self.stamp, self.choices = assessment, stamp, choices
        self.scope = scope_of(assessment)
        self.references = References(self.scope)
        self.forms = Forms(self.scope)
        self.compare = Comparison(self.forms)
        self.present = {sheet.name: dict(sheet.kind.find(self.scope)) for sheet in SAVED}
        self.plan = Plan()

    def sheet(self, sheet: SheetKind, lines: Sequence[Line]) -> None:
        """Plan the lines of one sheet; sheets come in the order of saving."""
        if not lines:
            return
        present = self.present[sheet.name]
        lines = [line for line in lines if self.choices.get(line.group) != SKIP]
        for line, ident in matched(sheet, lines, present, self.stamp, self.compare.key):
            if ident:
                self._present(line, ident, present.get(ident))
            elif not line.is_deletion:
                self._add(line)

    def _present(self, line: Line, ident: str, row: Any) -> None:
        """A line that names a row of its own."""
        mark = self.stamp.rows.get((line.kind.name, ident)) if self.stamp else None
        digests = mark.digests if mark else None
        if self.stamp and mark is None and line.ident:
            self.plan.problems.append(replace(line.problem("", _FOREIGN), found=ident))
        elif row is None:
            self._gone(line, digests or {})
        elif self.references.is_gone(row):
            if not line.is_deletion and self.compare.touched(line, digests):
                self._problem(line, _REMOVED)
        elif line.is_deletion:
            self._remove(line, row, mark)
        else:
            self._change(line, row, digests)

    def _problem(self, line: Line, message: str, name: str = "") -> None:
        self.plan.problems.append(line.problem(name, message))

    def _add(self, line: Line, note: str = "") -> None:
        if not line.kind.can_add:
            self._problem(line, "这张表不能新增行；请填在已有的行中。")
            return
        instance: Any = line.kind.kind.begin(self.scope, "n1")
        if hasattr(type(instance), "assessment"):
            instance.assessment = self.assessment
        line = line.as_new()
        fields = [name for name, cell in line.cells.items() if cell.text.strip()]
        form = self._bound(line, instance, fields)
        if set(fields) <= set(form.placing):
            return
        cells = [self.compare.change(line, name, "") for name in fields]
        label, note = self.compare.label(line), note or line.note
        self.plan.rows.append(PlannedRow(line, ADDED, label, cells, form, note=note))
        if self._is_valid(line, form):
            twice = self.references.add(line.kind, f"{ADDED}:{line.row}", form.instance)
            if twice and line.kind is PROJECTS:
                self._problem(line, _TWICE, "name")

    def _gone(self, line: Line, digests: Mapping[str, str]) -> None:
        """Deleted by somebody else after the workbook was written."""
        touched = self.compare.touched(line, digests)
        if not touched or line.is_deletion:
            return
        choice, note = self.choices.get(line.token, ""), "这一行已在网上被删除，而您修改了它。"
        if choice == MINE and line.kind.can_add:
            self._add(line, note)
            return
        cells = [self.compare.change(line, name, "", is_conflict=True) for name in touched]
        label = self.compare.label(line)
        self.plan.rows.append(PlannedRow(line, CONFLICT, label, cells, note=note, choice=choice))

    def _remove(self, line: Line, row: Model, mark: RowStamp | None) -> None:
        form = line.kind.kind.form({"DELETE": "on"}, instance=row, scope=self.scope)
        planned = PlannedRow(line, REMOVED, self.compare.name(row), form=form, base=fingerprint(row))
        planned.note = self.references.remove(line.kind, row)
        if mark and mark.fingerprint != planned.base:
            self._conflict(planned, row, "下载之后有人在网上改过这一行，而您要删除它。")
            if planned.choice == THEIRS:
                planned.form = None
        if planned.form:
            self._is_valid(line, planned.form)
        self.plan.rows.append(planned)

    def _change(self, line: Line, row: Any, digests: Mapping[str, str] | None) -> None:
        touched = self.compare.touched(line, digests)
        if not touched:
            return
        mine, theirs = self.compare.mine(line), self.compare.present(line, row, touched)
        old = {name: theirs[name] for name in touched if mine[name] != theirs[name]}
        old = self._open(line, row, old)
        both = [x for x in old if digests is not None and values.digest(theirs[x]) != digests.get(x)]
        if old:
            self._plan_change(line, row, old, both)

    def _open(self, line: Line, row: Any, old: dict[str, str]) -> dict[str, str]:
        """Without the cells that nobody may write in; those are told."""
        fields, words = self.forms.shown(line.kind, row).fields, self.compare
        locked = [words.change(line, name, old[name]) for name in old if fields[name].disabled]
        name = words.label(line, row)
        self.plan.locked += [
            _LOCKED.format(line.kind.title, line.row, x.label, name, x.old_shown, x.new_shown) for x in locked
        ]
        return {name: old[name] for name in old if not fields[name].disabled}

    def _plan_change(self, line: Line, row: Any, old: Mapping[str, str], both: list[str]) -> None:
        label, base = self.compare.label(line, row), fingerprint(row)
        cells = [self.compare.change(line, x, old[x], is_conflict=x in both) for x in old]
        planned = PlannedRow(line, CHANGED, label, cells, base=base, note=line.note)
        if line.group and (lost := _lost_figures(line, old)):
            planned.lost, planned.note = lost, _LOSES.format(lost)
        if both:
            self._conflict(planned, row, "下载之后有人在网上改过同一格。")
        kept = [name for name in old if name not in both or planned.choice != THEIRS]
        if kept:
            planned.form = self._bound(line, row, kept)
            if self._is_valid(line, planned.form):
                self.references.rename(line.kind, row)
        self.plan.rows.append(planned)

    def _conflict(self, planned: PlannedRow, row: Model, note: str) -> None:
        planned.state, planned.note = CONFLICT, note
        planned.choice = self.choices.get(planned.token, "")
        if event := last_change(self.assessment, row):
            planned.by, planned.at = event.actor_name, event.at

    def _bound(self, line: Line, row: Any, fields: Sequence[str]) -> EntryForm[Any]:
        """The form as the page would post it: the cells of the file, everything else as it is now."""
        known = self.forms.template(line.kind).fields
        posted = {
            name: values.posted(known[name], line.cells[name].text, self.references.names(name))
            for name in fields
        }
        return self.forms.bound(line.kind, row, posted)

    def _is_valid(self, line: Line, form: EntryForm[Any]) -> bool:
        for name, messages in form.errors.items():
            for message in messages:
                self._problem(line, str(message), "" if name == "__all__" else name)
        return form.is_valid()


def _lost_figures(line: Line, old: Mapping[str, str]) -> int:
    """How many figures by name would be replaced by what they once were."""
    if line.kind is not TEXTS or "text" not in old:
        return 0
    kept = Counter(x.name for x in tokens_in(line.cells["text"].text))
    return (Counter(x.name for x in tokens_in(old["text"])) - kept).total()
