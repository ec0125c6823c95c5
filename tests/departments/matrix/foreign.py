"""Every number that a page takes, given a row of somebody else: in the address, and in what is posted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Asked = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Foreign:
    """Who posts it, in which state, to where; `papers.foreign` are the other authority's."""

    name: str
    role: str
    state: str
    address: Asked
    data: Asked = lambda papers: {}


def _own(papers):
    return {"pk": papers.assessment.pk}


def _entry(name, data: Asked, state="draft"):
    return Foreign(f"departments:{name}", "preparer", state, _own, data)


def _row(kind, **fields):
    """An autosaved row with a foreign number, or with a foreign number in one of its fields."""

    def data(papers):
        ours, theirs = getattr(papers, kind), getattr(papers.foreign, kind)
        ident = "n1" if "new" in fields else ours.pk if fields else theirs.pk
        token = f"{_TOKENS.get(kind, kind)}-{ident}"
        given = {f"{token}-{x}": getattr(papers.foreign, y).pk for x, y in fields.items() if x != "new"}
        return {"rows": token, f"{token}-{_NAMED.get(kind, 'name')}": "1", **given}

    return data


_TOKENS = {"line": "budget_line"}
_NAMED = {"line": "initial"}


def _foreign_token(papers):
    return {"ties": f"indicator-{papers.foreign.indicator.pk}"}


def _uploaded(papers):
    return {"pk": papers.foreign.upload.pk}


def _reviewed(name, data: Asked):
    return Foreign(f"departments:{name}", "reviewer", "submitted", lambda x: {"pk": x.submission.pk}, data)


FOREIGN: dict[str, Foreign] = {
    "a line of the budget": _entry("budget", _row("line")),
    "a project for a line": _entry("budget", _row("line", project="project")),
    "a project for a new line": _entry("budget", _row("line", new="line", project="project")),
    "a project": _entry("projects", _row("project")),
    "a goal": _entry("indicators", _row("goal")),
    "a project for a goal": _entry("indicators", _row("goal", project="project")),
    "an indicator": _entry("indicators", _row("indicator")),
    "a goal for an indicator": _entry("indicators", _row("indicator", goal="goal")),
    "a goal for a new indicator": _entry("indicators", _row("indicator", new="goal", goal="goal")),
    "a row that moves": _entry("budget", lambda x: {"move": f"budget_line-{x.foreign.line.pk}:up"}),
    "a text": _entry("texts", lambda x: {"rows": "section-unknown", "section-unknown-text": "x"}),
    "a goal for the library": _entry("library", lambda x: {"goal": x.foreign.goal.pk, "indicator": "x"}),
    "a finding": _entry("explain", lambda x: {"finding": "check_x:1", "text": "已核实"}),
    "what a new file proves": _entry("evidence", _foreign_token),
    "what a file proves": Foreign(
        "departments:evidence_ties", "preparer", "draft", lambda x: _own(x) | {"file": x.file.pk},
        _foreign_token,
    ),
    "a file to tie": Foreign(
        "departments:evidence_ties", "preparer", "draft", lambda x: _own(x) | {"file": x.foreign.file.pk}
    ),
    "a file to delete": Foreign(
        "departments:evidence_delete", "preparer", "draft", lambda x: _own(x) | {"file": x.foreign.file.pk}
    ),
    "a waiver": Foreign(
        "departments:waiver_revoke", "manager", "submitted",
        lambda x: _own(x) | {"waiver": x.foreign.waiver.pk}, lambda x: {"reason": "有误"},
    ),
    "a remark to answer": Foreign(
        "departments:remark_answer", "preparer", "returned", lambda x: {"pk": x.foreign.remark.pk},
        lambda x: {"text": "已核实"},
    ),
    **{
        f"a remark to {name}": Foreign(
            f"departments:remark_{name}", "reviewer", "submitted",
            lambda x: {"pk": x.submission.pk, "remark": x.foreign.remark.pk}, lambda x: {"text": "再查"},
        )
        for name in ("take_back", "ask", "resolve", "reopen")
    },
    "a row for a remark": _reviewed(
        "remark_add", lambda x: {"key": f"indicator:{x.foreign.indicator.pk}", "text": "请核实"}
    ),
    "a reviewed line": _reviewed(
        "reviewed_lines", lambda x: {f"indicator-{x.foreign.indicator.pk}-seen": "on"}
    ),
    "a submission decided about": Foreign(
        "departments:review_bulk", "manager", "submitted", lambda x: {},
        lambda x: {
            "chosen": x.foreign.submission.pk, "verb": "return_for_revision", "reason": "有误",
            "confirmed": "1",
        },
    ),
    "who is urged": Foreign(
        "reports:urge", "manager", "draft", lambda x: {}, lambda x: {"chosen": x.foreign.assessment.pk}
    ),
    "a submission for a verb": Foreign(
        "departments:verb", "manager", "recommended", lambda x: _own(x) | {"verb": "approve"},
        lambda x: {"sha256": x.foreign.submission.sha256},
    ),
    "who draws": Foreign(
        "departments:sample_list", "manager", "submitted", lambda x: {},
        lambda x: {
            "body": x.foreign.assessment.fiscal_year.authority_id, "fiscal_year": x.year.pk, "size": 1
        },
    ),
    "a year drawn from": Foreign(
        "departments:sample_list", "manager", "submitted", lambda x: {},
        lambda x: {"body": x.authority.pk, "fiscal_year": x.foreign.assessment.fiscal_year_id, "size": 1},
    ),
    **{
        f"an upload to {name}": Foreign(f"reports:import_{name}", "preparer", "draft", _uploaded)
        for name in ("columns", "confirm", "undo", "discard")
    },
}  # fmt: skip
