"""What must always hold is a constraint of the database: each is violated once."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from departments.models import (
    AddedRow,
    ApiClient,
    Assessment,
    Assignment,
    AuditEvent,
    Batch,
    BatchItem,
    BudgetLine,
    Delivery,
    Department,
    Deputy,
    DualDuty,
    EnrolmentImport,
    Evidence,
    Explanation,
    Extension,
    ExtensionRequest,
    FieldChange,
    FiledText,
    FinishedPart,
    Firm,
    FiscalYear,
    Goal,
    Indicator,
    IssuedDocument,
    Letter,
    Membership,
    MonitoredBudget,
    MonitoredIndicator,
    Monitoring,
    MonitoringRound,
    Notice,
    NoticeChoice,
    PostedOnce,
    Presence,
    Project,
    Rectification,
    Remark,
    RemarkEntry,
    ReopenRequest,
    Review,
    ReviewedLine,
    SavedView,
    Section,
    Spent,
    Submission,
    SubmittedFinding,
    TreasuryImport,
    User,
    Waiver,
    Webhook,
    WorkbookImport,
)
from tests import factories

pytestmark = pytest.mark.slow


# name of the constraint → model and the columns that break it; `None` repeats the row as it is
VIOLATIONS = {
    "one_webhook_per_name": (Webhook, None),
    "delivered_at_when_delivered": (Delivery, {"state": "delivered"}),
    "one_api_client_per_name": (ApiClient, None),
    "one_assessment_per_department_and_year": (Assessment, None),
    "assessment_status_known": (Assessment, {"status": "lost"}),
    "approved_at_and_by_together": (Assessment, {"approved_by": None}),
    "stage_while_submitted": (Assessment, {"status": "submitted"}),
    "batch_kind_known": (Batch, {"kind": "gift"}),
    "batch_is_finished_or_cancelled": (Batch, {"cancelled_at": timezone.now()}),
    "one_item_per_number": (BatchItem, None),
    "batch_item_state_known": (BatchItem, {"state": "lost"}),
    "an_archive_is_of_no_assessment": (BatchItem, {"step": "archive"}),
    "a_running_item_is_leased": (BatchItem, {"state": "running"}),
    "a_failed_item_says_why": (BatchItem, {"state": "failed"}),
    "budget_category_known": (BudgetLine, {"category": "gifts"}),
    "budget_source_known": (BudgetLine, {"source": "found"}),
    "project_money_names_its_project": (BudgetLine, {"category": "personnel"}),
    "department_kind_known": (Department, {"kind": "king"}),
    "merged_is_no_longer_active": (Department, {"merged_into": 1}),
    "only_an_authority_is_a_root": (Department, {"parent": None}),
    "one_file_once_per_assessment": (Evidence, None),
    "evidence_scan_known": (Evidence, {"scan": "perhaps"}),
    "one_explanation_per_finding": (Explanation, None),
    "explanation_has_text": (Explanation, {"text": ""}),
    "one_filed_text_per_section": (FiledText, None),
    "one_row_per_finding": (SubmittedFinding, None),
    "one_waiver_per_rule": (Waiver, None),
    "waiver_has_a_reason": (Waiver, {"reason": ""}),
    "waiver_ended_at_and_by_together": (Waiver, {"ended_at": timezone.now()}),
    "one_fiscal_year_per_authority": (FiscalYear, None),
    "window_in_order": (FiscalYear, {"due": timezone.localdate() - timedelta(days=99)}),
    "year_between_2000_and_2100": (FiscalYear, {"year": 1999}),
    "one_extension_per_department": (Extension, None),
    "extension_has_reason": (Extension, {"reason": ""}),
    "indicator_method_known": (Indicator, {"method": "dice"}),
    "indicator_accumulation_known": (Indicator, {"accumulation": "mean"}),
    "indicator_tier_known": (Indicator, {"tier": "super"}),
    "target_number_or_text": (Indicator, {"target": 1, "target_text": "1"}),
    "adjusted_target_number_or_text": (Indicator, {"adjusted_target": 1, "adjusted_target_text": "1"}),
    "actual_number_or_text": (Indicator, {"actual": 1, "actual_text": "1"}),
    "field_once_in_an_event": (FieldChange, None),
    "one_mark_per_part": (FinishedPart, None),
    "one_round_per_year_and_months": (MonitoringRound, None),
    "round_months_of_a_year": (MonitoringRound, {"months": 13}),
    "round_opens_before_due": (MonitoringRound, {"due": timezone.localdate() - timedelta(days=999)}),
    "one_monitoring_per_round_and_assessment": (Monitoring, None),
    "monitoring_status_known": (Monitoring, {"status": "lost", "frozen": {}}),
    "reported_monitoring_is_frozen": (Monitoring, {"status": "closed"}),
    "one_row_per_monitored_indicator": (MonitoredIndicator, None),
    "likelihood_known": (MonitoredIndicator, {"likelihood": "sure"}),
    "cause_known": (MonitoredIndicator, {"cause": "weather"}),
    "monitored_value_number_or_text": (MonitoredIndicator, {"value": 1, "value_text": "1"}),
    "monitored_expected_number_or_text": (MonitoredIndicator, {"expected": 1, "expected_text": "1"}),
    "one_row_per_monitored_project": (MonitoredBudget, None),
    "one_row_for_the_whole_budget": (MonitoredBudget, None),
    "one_project_per_name": (Project, None),
    "one_verdict_per_body_and_submission": (Review, None),
    "remark_says_something": (Remark, {"text": ""}),
    "remark_state_known": (Remark, {"state": "?"}),
    "remark_entry_says_something": (RemarkEntry, {"kind": "answer", "text": ""}),
    "one_reviewed_line_per_body_and_row": (ReviewedLine, None),
    "reviewed_line_names_its_row": (ReviewedLine, {"key": ""}),
    "returned_with_a_reason": (Review, {"verdict": "returned", "reason": ""}),
    "one_text_per_section": (Section, None),
    "one_submission_per_number": (Submission, None),
    "submission_number_from_one": (Submission, {"number": 0}),
    "one_firm_per_credit_code": (Firm, None),
    "one_firm_per_name": (Firm, None),
    "assigned_to_a_reviewer_or_a_firm": (Assignment, {"reviewer": None, "firm": None}),
    "assignment_has_a_reason": (Assignment, {"reason": ""}),
    "assignment_ended_at_by_and_why_together": (Assignment, {"ended_at": timezone.now()}),
    "one_assignment_per_reviewer": (Assignment, None),
    "one_assignment_per_firm": (Assignment, None),
    "only_reviewers_are_of_a_firm": (Membership, {"role": "head"}),
    "one_membership_per_role": (Membership, None),
    "membership_role_known": (Membership, {"role": "king"}),
    "a_row_is_added_once": (AddedRow, None),
    "reopen_request_has_a_reason": (ReopenRequest, {"reason": ""}),
    "reopen_request_decided_by_somebody": (ReopenRequest, {"is_granted": True}),
    "reopen_request_declined_with_a_reason": (
        ReopenRequest,
        {"is_granted": False, "decided_by": 1, "decided_at": timezone.now()},
    ),
    "one_open_reopen_request": (ReopenRequest, None),
    "deputy_days_in_order": (Deputy, {"begins": timezone.localdate() + timedelta(days=9)}),
    "deputy_has_a_reason": (Deputy, {"reason": ""}),
    "one_dual_duty_per_body_and_step": (DualDuty, None),
    "dual_duty_has_reason": (DualDuty, {"reason": ""}),
    "dual_duty_step_known": (DualDuty, {"step": "dance"}),
    "rectification_of_a_submission_or_a_monitoring": (Rectification, {"submission": None}),
    "rectification_says_what": (Rectification, {"problem": ""}),
    "rectification_status_known": (Rectification, {"status": "lost", "plan": "限期补正"}),
    "rectification_underway_has_a_plan": (Rectification, {"status": "underway"}),
    "rectification_ended_at_some_time": (Rectification, {"ended_at": timezone.now()}),
    "one_open_extension_request": (ExtensionRequest, None),
    "extension_request_known": (
        ExtensionRequest,
        {"status": "lost", "answered_by": models.F("asked_by"), "answered_at": timezone.now()},
    ),
    "extension_request_has_reason": (ExtensionRequest, {"reason": ""}),
    "extension_request_answered_by_somebody": (ExtensionRequest, {"status": "granted"}),
    "told_once": (Notice, None),
    "one_view_per_name": (SavedView, None),
    "one_default_view_per_page": (SavedView, None),
    "saved_view_page_known": (SavedView, {"page": "desk"}),
    "saved_view_has_a_name": (SavedView, {"name": ""}),
    "notice_choice_known": (NoticeChoice, {"mail": "pigeon"}),
    "one_letter_for_one_thing": (Letter, None),
    "notice_says_something": (Notice, {"text": ""}),
    "a_document_is_issued_once": (IssuedDocument, None),
    "a_button_acts_once": (PostedOnce, None),
    "one_presence_per_person_and_section": (Presence, None),
    "one_account_per_subject": (User, None),
    "one_count_per_minute": (Spent, None),
    "enrolmentimport_status_and_time": (EnrolmentImport, {"status": "confirmed"}),
    "treasuryimport_status_and_time": (TreasuryImport, {"status": "confirmed"}),
    "workbook_import_kind_known": (WorkbookImport, {"kind": "gift"}),
    "workbook_import_status_and_times": (WorkbookImport, {"status": "confirmed"}),
}


@pytest.fixture
def one_of_each(approved, reviewer, fiscal_year, department):
    """A row of every model that has constraints; the assessment is approved."""
    Evidence.objects.create(
        assessment=approved, file="a.pdf", name="a.pdf", size=1, sha256="0" * 64, uploaded_by=reviewer
    )
    Extension.objects.create(
        fiscal_year=fiscal_year, department=department, closes=fiscal_year.closes, reason="更换",
        granted_by=reviewer,
    )  # fmt: skip
    ReopenRequest.objects.create(
        submission=approved.submissions.get(), asked_by=reviewer, asked_called="张三", reason="数据有误"
    )
    Deputy.objects.create(
        membership=reviewer.memberships.get(), deputy=factories.user(), begins=timezone.localdate(),
        ends=timezone.localdate(), reason="出差",
    )  # fmt: skip
    firm = factories.firm(fiscal_year.authority)
    factories.of_firm(firm)
    for one in ({"reviewer": reviewer}, {"firm": firm}):
        Assignment.objects.create(
            assessment=approved, ends=fiscal_year.closes, reason="分工", assigned_by=reviewer, **one
        )
    batch = Batch.objects.create(kind="documents", requested_by=reviewer, finished_at=timezone.now())
    BatchItem.objects.create(batch=batch, number=1, assessment=approved)
    hook = Webhook.objects.create(
        name="平台", department=department, address="https://a/", verbs=[], secret="", created_by=reviewer
    )
    Delivery.objects.create(
        webhook=hook, number=uuid.uuid4(), assessment=approved, next_at=timezone.now(), body=""
    )
    ApiClient.objects.create(
        name="平台", department=department, kinds=[], ends=fiscal_year.closes, created_by=reviewer
    )
    AddedRow.objects.create(assessment=approved, mark="0" * 32, row=1, base="")
    DualDuty.objects.create(
        fiscal_year=fiscal_year, department=department, step="sign", reason="只有一人", granted_by=reviewer
    )
    frozen = {"submission": approved.submissions.get(), "body": fiscal_year.authority, "reviewer": reviewer}
    remark = Remark.objects.create(**frozen, place="预算执行", text="请核实")
    RemarkEntry.objects.create(
        remark=remark, submission=frozen["submission"], kind="question", text="请再核实",
        body=frozen["body"], person=reviewer, said_at=timezone.now(),
    )  # fmt: skip
    ReviewedLine.objects.create(**frozen, key="indicator:1")
    IssuedDocument.objects.create(submission=frozen["submission"], format="pdf", sha256="0" * 64, size=1)
    NoticeChoice.objects.create(person=reviewer, mail="none")
    SavedView.objects.create(owner=reviewer, page="list", name="逾期", is_default=True)
    Letter.objects.create(person=reviewer, once="digest:1", subject="有1条新通知", body="请登录查看")
    Rectification.objects.create(
        assessment=approved, submission=frozen["submission"], body=frozen["body"], issued_by=reviewer,
        place="整体", problem="依据不足", requirement="补充依据", due=timezone.localdate(),
    )  # fmt: skip
    ExtensionRequest.objects.create(
        assessment=approved, until=fiscal_year.closes, reason="搬迁", asked_by=reviewer
    )
    Notice.objects.create(person=reviewer, kind="due", text="还有3天。", address="/", once="due:1")
    FinishedPart.objects.create(
        assessment=approved, part="budget", finished_by=reviewer, finished_by_name="甲", content="0" * 64,
        finished_at=timezone.now(),
    )  # fmt: skip
    PostedOnce.objects.create(user=reviewer, key="0" * 32)
    Spent.objects.create(who="1", minute=1)
    factories.user(sso_subject="4711")
    Presence.objects.create(assessment=approved, user=reviewer, section="budget")
    submission, now = approved.submissions.get(), timezone.now()
    FiledText.objects.create(assessment=approved, submission=submission, key="problems", filed_at=now)
    Waiver.objects.create(
        assessment=approved, check_name="check_cost_sign", reason="不适用", expires=now, granted_by=reviewer
    )
    _monitored(approved)
    TreasuryImport.objects.create(
        fiscal_year=fiscal_year, name="国库.xlsx", sha256="", content={}, uploaded_by=reviewer
    )
    EnrolmentImport.objects.create(name="部门.xlsx", sha256="", uploaded_by=reviewer)
    WorkbookImport.objects.create(assessment=approved, kind="workbook", name="a.xlsx", sha256="", content={})
    return approved


def _monitored(assessment):
    year = assessment.fiscal_year
    kept = MonitoringRound.objects.create(fiscal_year=year, months=7, opens=year.opens, due=year.due)
    monitoring = Monitoring.objects.create(round=kept, assessment=assessment)
    MonitoredIndicator.objects.create(monitoring=monitoring, indicator=Indicator.objects.first())
    MonitoredBudget.objects.create(monitoring=monitoring)
    MonitoredBudget.objects.create(monitoring=monitoring, project=assessment.projects.first())


def row_of(model, name):
    if name == "one_row_per_monitored_project":
        return MonitoredBudget.objects.exclude(project=None)[0]
    if name == "project_money_names_its_project":
        return BudgetLine.objects.exclude(project=None)[0]
    if name in ("only_reviewers_are_of_a_firm", "one_assignment_per_firm"):
        return model.objects.exclude(firm=None)[0]
    if model is User:
        return model.objects.exclude(sso_subject="")[0]
    if model is Department:
        return Department.objects.exclude(parent=None)[0]
    return model.objects.all()[0]


def repeat(row, **columns):
    """The row once more."""
    fields = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    again = {name: getattr(row, name) for name in fields} | columns
    type(row).objects.bulk_create([type(row)(**again)])


@pytest.mark.parametrize("name", [name for name, (_, columns) in VIOLATIONS.items() if columns])
def test_the_database_refuses(one_of_each, name):
    model, columns = VIOLATIONS[name]
    rows = model._base_manager.filter(pk=row_of(model, name).pk)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**columns)


@pytest.mark.parametrize("name", [name for name, (_, columns) in VIOLATIONS.items() if not columns])
def test_the_database_refuses_a_second(one_of_each, name):
    row = row_of(VIOLATIONS[name][0], name)

    with pytest.raises(IntegrityError), transaction.atomic():
        repeat(row)


def test_the_audit_chain_never_forks(one_of_each):
    with pytest.raises(IntegrityError, match=r"previous_hash|audit_chain|never forks"), transaction.atomic():
        repeat(AuditEvent.objects.first(), number=99, hash="f" * 64)


def test_every_constraint_is_violated_above():
    names = {
        constraint.name
        for model in apps.get_app_config("departments").get_models()
        for constraint in model._meta.constraints
    }

    assert names == {*VIOLATIONS, "audit_chain_never_forks"}


def test_what_a_report_cites_is_protected():
    """Rows that a report may cite are never deleted along with something else."""
    cited = {"Submission", "Review", "Remark", "RemarkEntry", "ReviewedLine", "AuditEvent"}
    cascading = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("departments").get_models()
        for field in model._meta.concrete_fields
        if model.__name__ in cited
        and isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is not models.PROTECT
    ]

    assert cascading == []


@pytest.mark.parametrize("attempt", ["save", "delete"])
@pytest.mark.parametrize("name", ["submission", "audit_event"])
def test_what_is_frozen_refuses_to_change(submission, attempt, name):
    row = submission if name == "submission" else AuditEvent.objects.get()

    with pytest.raises(TypeError):
        getattr(row, attempt)()


def test_a_tier_belongs_to_a_qualitative_indicator(assessment):
    indicator = Indicator.objects.first()
    indicator.tier = "full"

    with pytest.raises(ValidationError, match="只有定性指标填写档次"):
        indicator.full_clean()


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Project(name="招商"), "招商"),
        (Goal(title="目标"), "目标"),
        (Section(key="conclusion"), "conclusion"),
        (BudgetLine(category="personnel", source="other"), "人员经费（其他资金）"),
        (Explanation(place="预算执行", text="情况属实"), "预算执行：情况属实"),
        (Indicator(name="数量", weight=Decimal(1)), "数量"),
        (Evidence(name="合同.pdf"), "合同.pdf"),
    ],
)
def test_rows_are_called_as_people_call_them(row, text):
    assert str(row) == text


# --- the tree ---------------------------------------------------------------------------------


@pytest.fixture
def tree(authority, department):
    """authority → department → unit → office."""
    unit = factories.department("招商中心", code="420111301001", kind="unit", parent=department)
    office = factories.department("招商一科", code="420111301001A", kind="unit", parent=unit)
    return authority, department, unit, office


def paths():
    return dict(Department.objects.values_list("name", "path"))


def test_a_path_lists_the_codes_from_the_root(tree):
    assert paths() == {
        "东湖区财政局": "420111/",
        "东湖区商务局": "420111/420111301/",
        "招商中心": "420111/420111301/420111301001/",
        "招商一科": "420111/420111301/420111301001/420111301001A/",
    }
    assert tree[3].ancestor_codes == ["420111301001", "420111301", "420111"]
    assert tree[0].ancestor_codes == []


def test_a_move_takes_along_everything_below(tree, other_department):
    unit = tree[2]

    unit.parent = other_department
    unit.save()

    assert paths()["招商一科"] == "420111/420111302/420111301001/420111301001A/"


def test_a_new_code_takes_along_everything_below(tree):
    tree[1].code = "420111399"
    tree[1].save()

    assert paths()["招商一科"] == "420111/420111399/420111301001/420111301001A/"


def test_a_row_read_before_a_move_does_not_undo_it(tree, other_department):
    office = Department.objects.select_related("parent").get(pk=tree[3].pk)
    tree[2].parent = other_department
    tree[2].save()

    office.name = "招商二科"
    office.save()

    assert paths()["招商二科"] == "420111/420111302/420111301001/420111301001A/"


def test_a_code_that_begins_like_another_is_left_alone(tree, authority):
    factories.department("相似", code="42011130", parent=authority)
    longer = factories.department("更长", code="4201113011", parent=authority)

    tree[1].code = "420111398"
    tree[1].save()

    longer.refresh_from_db()
    assert longer.path == "420111/4201113011/"
    assert paths()["相似"] == "420111/42011130/"


@pytest.mark.parametrize("below", [1, 2, 3])
def test_nothing_moves_below_itself(tree, below):
    department = Department.objects.get(pk=tree[1].pk)
    department.parent = tree[below]

    with pytest.raises(ValidationError, match="不能移到自己的下级之下"):
        department.full_clean()
    with pytest.raises(ValueError, match="不能移到自己的下级之下"):
        department.save()

    assert paths()["东湖区商务局"] == "420111/420111301/"


def test_a_tree_too_deep_is_refused(authority):
    parent = authority
    for level in range(12):
        parent = factories.department(code=f"{level:030d}", parent=parent)
    deepest = Department(code="9" * 30, name="太深", parent=parent)

    with pytest.raises(ValidationError, match="层级过深"):
        deepest.full_clean()


def test_a_subtree_moved_too_deep_is_refused(authority):
    deep = high = authority
    for level in range(8):
        deep = factories.department(code=f"{level:030d}", parent=deep)
    top = factories.department(code="8" * 30, parent=high)
    for level in range(5):
        high = factories.department(code=f"{level:028d}99", parent=top if level == 0 else high)
    top.parent = deep

    with pytest.raises(ValidationError, match="层级过深"):
        top.full_clean()
