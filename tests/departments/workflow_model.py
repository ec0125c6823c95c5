"""The workflow once more, small and without a database: what the state machine compares the application with.

One self-assessment of a unit below a department below the authority. People are their roles:
`("preparer", UNIT)`. Nothing here is taken from the application.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

UNIT, DEPARTMENT, AUTHORITY = "unit", "department", "authority"
PEOPLE: dict[str, set[tuple[str, str]]] = {
    "preparer": {("preparer", UNIT)},
    "head": {("head", UNIT)},
    "alone": {("preparer", UNIT), ("head", UNIT)},
    "parent": {("reviewer", DEPARTMENT)},
    "reviewer": {("reviewer", AUTHORITY)},
    "both bodies": {("reviewer", DEPARTMENT), ("reviewer", AUTHORITY), ("manager", AUTHORITY)},
    "manager": {("manager", AUTHORITY)},
    "second manager": {("reviewer", AUTHORITY), ("manager", AUTHORITY)},
    "moved up": {("preparer", UNIT), ("manager", AUTHORITY)},
    "stranger": {("preparer", DEPARTMENT), ("head", DEPARTMENT)},
}
VERBS = (
    "submit", "withdraw", "sign", "recommend", "approve", "return_for_revision", "publish", "reopen",
    "unpublish",
)  # fmt: skip
LINES = 2
"""Lines of a submission that are reviewed."""
EDITABLE = ("draft", "returned")


@dataclass
class Frozen:
    """A submission: what it was made of, and what reviewers did to it."""

    content: tuple[str, str]
    verdicts: list[tuple[str, str, str]] = field(default_factory=list)
    """Verdict, body, person."""
    is_remarked: bool = False
    """A remark was made about it, asked again or resolved."""
    reviewed: dict[str, int] = field(default_factory=dict)
    """Body → how many lines it looked at."""

    def who(self, verdict: str) -> dict[str, str]:
        """Person → body."""
        return {person: body for given, body, person in self.verdicts if given == verdict}


@dataclass
class Thread:
    """A remark of a body, carried from one submission to the next."""

    body: str
    said: list[str] = field(default_factory=lambda: ["ask"])

    @property
    def is_resolved(self) -> bool:
        return self.said[-1] == "resolve"

    @property
    def is_asked(self) -> bool:
        """The department owes an answer."""
        spoken = [x for x in self.said if x in ("ask", "answer")]
        return not self.is_resolved and spoken[-1] == "ask"


@dataclass
class Model:
    """The state; `explained` and `waived` are the texts that let one warning pass."""

    head_signs: bool = False
    two_step: bool = False
    status: str = "draft"
    stage: str | None = None
    explained: str = "已核实"
    waived: str = ""
    duties: set[str] = field(default_factory=set)
    wrote: set[str] = field(default_factory=set)
    last_editor: str = ""
    approved_by: str = ""
    was_decided: bool = False
    submissions: list[Frozen] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)

    @property
    def latest(self) -> Frozen:
        return self.submissions[-1]

    def has(self, person: str, role: str, body: str | None) -> bool:
        return (role, body) in PEOPLE[person]

    def is_own(self, person: str) -> bool:
        return self.has(person, "preparer", UNIT) or self.has(person, "head", UNIT)

    # --- who may -------------------------------------------------------------------------------

    def offered(self, person: str) -> set[str]:
        """The verbs whose buttons the person sees."""
        return {verb for verb in VERBS if getattr(self, f"may_{verb}")(person)}

    def may_submit(self, person: str) -> bool:
        return self.status in EDITABLE and self.has(person, "preparer", UNIT)

    def may_withdraw(self, person: str) -> bool:
        if self.status != "submitted" or not self.is_own(person):
            return False
        above = [body for _, body, _ in self.latest.verdicts if body != UNIT]
        return not (above or self.latest.is_remarked or any(self.latest.reviewed.values()))

    def may_sign(self, person: str) -> bool:
        if self.status != "submitted" or self.stage != UNIT or not self.has(person, "head", UNIT):
            return False
        return self.last_editor != person or "sign" in self.duties

    def reviews(self, person: str, role: str) -> bool:
        """Has the role in the body whose turn it is; nobody reviews what they prepared."""
        is_above = self.status == "submitted" and self.stage != UNIT
        return is_above and self.has(person, role, self.stage) and person not in self.wrote

    @property
    def is_decided_in_one_step(self) -> bool:
        return self.stage == AUTHORITY and not self.two_step

    def may_recommend(self, person: str) -> bool:
        done = self.stage in self.latest.who("recommended").values() if self.submissions else False
        return self.reviews(person, "reviewer") and not done and not self.is_decided_in_one_step

    def may_approve(self, person: str) -> bool:
        if self.status != "submitted" or self.stage != AUTHORITY:
            return False
        recommended = self.latest.who("recommended")
        if person in recommended and "approve" not in self.duties:
            return False
        if self.is_decided_in_one_step:
            return self.reviews(person, "reviewer") or self.reviews(person, "manager")
        return AUTHORITY in recommended.values() and self.reviews(person, "manager")

    def may_return_for_revision(self, person: str) -> bool:
        reviews = self.reviews(person, "reviewer") or self.reviews(person, "manager")
        return reviews or self.may_sign(person)

    def may_publish(self, person: str) -> bool:
        may = self.status == "approved" and self.has(person, "manager", AUTHORITY)
        return may and (self.approved_by != person or "publish" in self.duties)

    def may_reopen(self, person: str) -> bool:
        return self.status == "approved" and self.has(person, "manager", AUTHORITY)

    def may_unpublish(self, person: str) -> bool:
        return self.status == "published" and self.has(person, "manager", AUTHORITY)

    def may_edit(self, person: str) -> bool:
        return self.status in EDITABLE and self.is_own(person)

    def may_waive(self, person: str) -> bool:
        is_own = self.is_own(person) or person in self.wrote
        return self.has(person, "manager", AUTHORITY) and not is_own

    # --- what stands in the way, and what it does ----------------------------------------------

    def obstacles(self, verb: str) -> Iterator[str]:
        """Why a verb that is offered is refused all the same: the exception's name."""
        if verb == "submit" and any(thread.is_asked for thread in self.threads):
            yield "NotAllowed"
        if verb == "submit" and not self.explained and not self.waived:
            yield "NotReady"
        if verb in ("recommend", "approve") and 0 < self.latest.reviewed.get(self.stage or "", 0) < LINES:
            yield "NotAllowed"

    def refuses(self, thread: Thread, step: str) -> Iterator[str]:
        """Why who may review may not follow up this remark so: a body below says nothing to one above."""
        if thread.body == AUTHORITY and self.stage != AUTHORITY:
            yield "PermissionDenied"
        elif thread.is_resolved != (step == "reopen"):
            yield "NotAnswerable"

    def bodies(self) -> list[str]:
        return ([UNIT] if self.head_signs else []) + [DEPARTMENT, AUTHORITY]

    def pass_on(self) -> None:
        """The next body's turn; at the end it stays."""
        bodies = self.bodies()
        turn = bodies.index(self.stage) + 1 if self.stage in bodies else 0
        self.stage = (*bodies, AUTHORITY)[turn]

    def do(self, verb: str, person: str) -> None:
        """The effect of a verb that is neither forbidden nor refused."""
        verdict = {"sign": "signed", "recommend": "recommended", "approve": "approved"}.get(verb)
        verdict = verdict or ("returned" if verb == "return_for_revision" else None)
        if verdict:
            self.latest.verdicts.append((verdict, self.stage or "", person))
        getattr(self, f"do_{verb}")(person)

    def do_submit(self, person: str) -> None:
        self.submissions.append(Frozen((self.explained, self.waived)))
        self.wrote.add(person)
        self.status, self.stage = "submitted", self.bodies()[0]

    def do_withdraw(self, person: str) -> None:
        self.status, self.stage = "returned" if self.was_decided else "draft", None

    def do_sign(self, person: str) -> None:
        self.pass_on()

    def do_recommend(self, person: str) -> None:
        self.pass_on()

    def do_approve(self, person: str) -> None:
        self.status, self.stage, self.approved_by, self.was_decided = "approved", None, person, True

    def do_return_for_revision(self, person: str) -> None:
        self.status, self.stage, self.was_decided = "returned", None, True

    def do_publish(self, person: str) -> None:
        self.status = "published"

    def do_unpublish(self, person: str) -> None:
        self.status = "approved"

    def do_reopen(self, person: str) -> None:
        """A new revision may be written; the approved submission keeps its approval."""
        self.status, self.approved_by = "returned", ""

    def may_review(self, person: str) -> bool:
        return self.reviews(person, "reviewer") or self.reviews(person, "manager")
