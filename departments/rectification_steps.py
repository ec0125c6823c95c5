"""The table of 整改: from which state, by whom, to which state, and what has to be said."""

from collections.abc import Callable
from dataclasses import dataclass

from . import access
from .models import Rectification, User

Status = Rectification.Status


@dataclass(frozen=True)
class Step:
    """One verb: label, the states it starts from, the state it leads to, who may, what is asked."""

    label: str
    sources: frozenset[str]
    target: str
    may: Callable[[User, Rectification], bool]
    asks: str = ""
    """What has to be written; "" where nothing has to be."""
    tells_department: bool = False
    """Whom it concerns next: the department, else the body that issued it."""


_own, _issuer = access.may_answer_rectification, access.may_close_rectification
STEPS: dict[str, Step] = {
    "plan": Step(
        "报整改方案", frozenset({Status.ISSUED, Status.UNDERWAY}), Status.UNDERWAY, _own,
        asks="整改措施、责任人和完成时间",
    ),
    "progress": Step(
        "报整改进展", frozenset({Status.UNDERWAY}), Status.UNDERWAY, _own, asks="已经做了什么，还差什么"
    ),
    "request": Step(
        "申请销号", frozenset({Status.UNDERWAY}), Status.CLOSING, _own, asks="整改结果，以及哪些材料可以证明"
    ),
    "close": Step(
        "同意销号", frozenset({Status.CLOSING}), Status.CLOSED, _issuer, tells_department=True
    ),
    "send_back": Step(
        "退回继续整改", frozenset({Status.CLOSING}), Status.UNDERWAY, _issuer,
        asks="退回的理由", tells_department=True,
    ),
    "reopen": Step(
        "重新整改", frozenset({Status.CLOSED}), Status.UNDERWAY, _issuer,
        asks="重新整改的理由", tells_department=True,
    ),
    "cancel": Step(
        "撤销事项", frozenset({Status.ISSUED, Status.UNDERWAY, Status.CLOSING}), Status.CANCELLED, _issuer,
        asks="撤销的理由", tells_department=True,
    ),
}  # fmt: skip
ENDED = (Status.CLOSED, Status.CANCELLED)


@dataclass(frozen=True)
class Turn:
    """Who has to do what next: whether it is this person, else the department or body whose people may."""

    is_own: bool
    waits_for: str
    does: str


def turn_of(item: Rectification, user: User) -> Turn | None:
    """Whose turn it is, as this person sees it; None where nothing is left to do."""
    if item.status in ENDED:
        return None
    if item.status == Status.CLOSING:
        return Turn(_issuer(user, item), item.body.name, "核实整改结果，同意销号或者退回继续整改")
    does = "报整改方案" if item.status == Status.ISSUED else "报整改进展；整改完成后申请销号"
    return Turn(_own(user, item), item.assessment.department_name, does)


def available(item: Rectification, user: User) -> dict[str, Step]:
    """The steps this person may take now, in the order they are offered."""
    return {
        verb: step for verb, step in STEPS.items() if item.status in step.sources and step.may(user, item)
    }
