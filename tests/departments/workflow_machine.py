"""Steps by whomever in whatever order, on the application and on its model; after each, both say the same."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from departments import (
    audit,
    causes,
    explaining,
    holding,
    remark_threads,
    remarks,
    reviewing,
    waiving,
    workflow,
)
from departments.audit.verifying import verify
from departments.models import Assessment, AuditEvent, DualDuty, FiscalYear, Review, Submission
from departments.scoring.reviewed import Entered

from .workflow_model import AUTHORITY, LINES, PEOPLE, UNIT, VERBS, Model, Thread
from .workflow_world import CHECK, World

WITH_REASON = ("return_for_revision", "reopen", "unpublish")
PICK = st.integers(0, 719)
TEXTS = st.sampled_from(["", "已核实", "另有说明"])
REFUSALS = (
    PermissionDenied, workflow.NotAllowed, workflow.NotReady, waiving.CannotWaive, remarks.NotAnswerable,
)  # fmt: skip


class Workflow(RuleBasedStateMachine):
    """Each sequence works in a savepoint, which it gives back."""

    world: World
    starts: dict[str, bool]

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.model = Model(**self.starts)
        FiscalYear.objects.update(**self.starts)
        self.expected, self.hashes = [], []
        self.last_event = AuditEvent.objects.latest("pk").pk

    def teardown(self):
        audit.seal(by=None)
        broken = list(verify())
        transaction.savepoint_rollback(self.savepoint)
        assert broken == []

    @initialize(picks=st.lists(PICK, max_size=4))
    def begin_anywhere(self, picks):
        """Some way along the chain, so that short sequences reach its end too."""
        for pick in picks:
            self.somebody_who_may_goes_on(pick)

    # --- steps ---------------------------------------------------------------------------------

    @rule(person=st.sampled_from(sorted(PEOPLE)), verb=st.sampled_from(VERBS))
    def anybody_tries_anything(self, person, verb):
        is_offered = getattr(self.model, f"may_{verb}")(person)
        refusals = list(self.model.obstacles(verb)) if is_offered else ["PermissionDenied", "NotAllowed"]
        extra = {"reason": "数据有误"} if verb in WITH_REASON else {}
        extra |= {"cause": "figures"} if verb in causes.CAUSES else {}
        act = partial(getattr(workflow, verb), self.world.assessment, by=self.world.people[person], **extra)
        if self._is_done(verb, person, act, refusals):
            self.model.do(verb, person)

    @rule(pick=PICK)
    def somebody_who_may_goes_on(self, pick):
        ways = [(person, verb) for person in sorted(PEOPLE) for verb in sorted(self.model.offered(person))]
        self.anybody_tries_anything(*ways[pick % len(ways)])

    @rule(pick=PICK)
    def somebody_else_goes_on(self, pick):
        self.somebody_who_may_goes_on(pick)

    @rule(pick=PICK, text=TEXTS)
    def explain(self, pick, text):
        person, refusals = self._picked(pick, self.model.may_edit)
        said = partial(explaining.explain, self.world.assessment, self.world.warning, text)
        act = partial(said, by=self._user(person))
        is_changed = text != self.model.explained
        if self._is_done("edit" if is_changed else "", person, act, refusals) and is_changed:
            self.model.explained, self.model.last_editor = text, person
            self.model.wrote.add(person)

    @rule(pick=PICK)
    def waive(self, pick):
        person, refusals = self._picked(pick, self.model.may_waive)
        if not refusals and (self.model.waived or self.model.status in ("approved", "published")):
            refusals = ["CannotWaive"]
        until = self.world.assessment.fiscal_year.closes
        grant = partial(waiving.grant, self.world.assessment, CHECK, reason="统一口径", expires=until)
        if self._is_done("waive", person, partial(grant, by=self._user(person)), refusals):
            self.model.waived = person

    @precondition(lambda self: self.model.waived)
    @rule(pick=PICK)
    def revoke(self, pick):
        person, refusals = self._picked(pick, self.model.may_waive)
        waiver = self.world.assessment.waivers.get(ended_at=None)
        act = partial(waiving.revoke, waiver, reason="不再需要", by=self._user(person))
        if self._is_done("revoke_waiver", person, act, refusals):
            self.model.waived = ""

    @precondition(lambda self: self.model.submissions)
    @rule(pick=PICK)
    def remark(self, pick):
        person, refusals = self._picked(pick, self.model.may_review)
        if self._is_done("remark", person, partial(self._remark, self._user(person)), refusals):
            self.model.threads.append(Thread(self.model.stage))
            self.model.latest.is_remarked = True

    @transaction.atomic
    def _remark(self, by):
        submission = self.world.assessment.submissions.first()
        body = holding.for_review(submission, by=by)
        remarks.add(submission, body=body, by=by, text="请核实", place="预算")

    @precondition(lambda self: self.model.threads)
    @rule(pick=PICK, step=st.sampled_from(["ask", "resolve", "reopen"]))
    def follow_up(self, pick, step):
        person, refusals = self._picked(pick, self.model.may_review)
        at = pick % len(self.model.threads)
        thread = self.model.threads[at]
        refusals = refusals or list(self.model.refuses(thread, step))
        said = {"text": "依据还不够"} if step == "ask" else {}
        latest = self.world.assessment.submissions.first()
        act = partial(getattr(remarks, step), self._remarks()[at], latest, by=self._user(person), **said)
        if self._is_done(f"remark_{step}", person, act, refusals):
            thread.said.append(step)
            self.model.latest.is_remarked = True

    @precondition(lambda self: self.model.status == "returned" and self.model.threads)
    @rule(pick=PICK)
    def answer(self, pick):
        person, _ = self._picked(pick, self.model.may_edit, others=())
        at = pick % len(self.model.threads)
        thread = self.model.threads[at]
        refusals = ["NotAnswerable"] if thread.is_resolved else []
        act = partial(remarks.answer, self._remarks()[at], by=self._user(person), text="已改")
        if self._is_done("answer", person, act, refusals):
            thread.said.append("answer")

    def _remarks(self):
        return list(remark_threads.of(self.world.assessment).order_by("pk"))

    @precondition(lambda self: self.model.submissions)
    @rule(pick=PICK)
    def review_a_line(self, pick):
        person, refusals = self._picked(pick, self.model.may_review)
        reviewed, stage = self.model.latest.reviewed, self.model.stage
        if reviewed.get(stage, 0) == LINES:
            return
        if self._is_done("review_line", person, partial(self._review, self._user(person)), refusals):
            reviewed[stage] = reviewed.get(stage, 0) + 1

    @transaction.atomic
    def _review(self, by):
        submission = self.world.assessment.submissions.first()
        body = holding.for_review(submission, by=by)
        known = reviewing.entered_of(submission, body)
        key = next(key for key in reviewing.lines_of(submission) if key not in known)
        reviewing.enter(submission, body, key, Entered(), by=by)

    @rule(head_signs=st.booleans(), two_step=st.booleans())
    def the_year_changes(self, **rules):
        FiscalYear.objects.update(**rules)
        self.model.head_signs, self.model.two_step = rules["head_signs"], rules["two_step"]

    @rule(step=st.sampled_from(DualDuty.Step.values))
    def dual_duty(self, step):
        self.model.duties ^= {step}
        rows, assessment = DualDuty.objects.filter(step=step), self.world.assessment
        if step not in self.model.duties:
            rows.delete()
            return
        body = self.world.bodies[UNIT if step == "sign" else AUTHORITY]
        values = {"reason": "只有一人", "granted_by": self.world.people["manager"]}
        DualDuty.objects.create(fiscal_year=assessment.fiscal_year, department=body, step=step, **values)

    # --- what a step uses ----------------------------------------------------------------------

    def _user(self, name):
        return self.world.people[name]

    def _picked(self, pick, may, others=("stranger", "manager", "preparer")):
        """Somebody who may, or now and then one of the others; and how the latter are refused."""
        allowed = [name for name in sorted(PEOPLE) if may(name)]
        names = allowed + [name for name in others if name not in allowed]
        person = names[pick % len(names)]
        return person, [] if person in allowed else ["PermissionDenied"]

    def _is_done(self, verb, person, act, refusals):
        """Act; True when nothing was to refuse it. A refusal is one of those expected and leaves nothing."""
        refused = ""
        try:
            act()
        except REFUSALS as refusal:
            refused = type(refusal).__name__
        assert (refused in refusals) if refusals else not refused
        if not refused and verb:
            self.expected.append((verb, person))
        return not refused

    # --- what is compared ----------------------------------------------------------------------

    @invariant()
    def both_stand_at_the_same_place(self):
        row = Assessment.objects.select_related("department", "stage", "fiscal_year__authority").get()
        assert (row.status, self.world.names.get(row.stage_id)) == (self.model.status, self.model.stage)
        for name, person in self.world.people.items():
            assert set(workflow.available(row, person)) == self.model.offered(name), name
        assert any(self.model.offered(name) for name in PEOPLE), "no way out"
        assert self.world.who.get(row.approved_by_id, "") == self.model.approved_by

    @invariant()
    def remarks_stand_alike(self):
        expected = [
            "resolved" if thread.is_resolved else "asked" if thread.is_asked else "answered"
            for thread in self.model.threads
        ]
        assert [row.state for row in self._remarks()] == expected

    @invariant()
    def what_is_frozen_stays(self):
        hashes = list(Submission.objects.order_by("number").values_list("sha256", flat=True))
        assert hashes[: len(self.hashes)] == self.hashes
        contents = [x.content for x in self.model.submissions]
        assert len(hashes) == len(contents)
        assert len(set(zip(hashes, contents, strict=True))) == len(set(hashes)) == len(set(contents))
        self.hashes = hashes

    @invariant()
    def decisions_and_events_are_the_same(self):
        rows = Review.objects.order_by("submission__number", "pk")
        found = [
            (number, verdict, self.world.names[body], self.world.who[reviewer])
            for number, verdict, body, reviewer in rows.values_list(
                "submission__number", "verdict", "body", "reviewer"
            )
        ]
        made = enumerate((x.verdicts for x in self.model.submissions), 1)
        assert found == [(number, *verdict) for number, verdicts in made for verdict in verdicts]
        events = list(AuditEvent.objects.filter(pk__gt=self.last_event).order_by("pk").only("verb", "actor"))
        assert [(x.verb, self.world.who[x.actor_id]) for x in events] == self.expected
        self.expected, self.last_event = [], max((x.pk for x in events), default=self.last_event)
