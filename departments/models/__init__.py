"""Every table, one file per noun."""

from .added_row import AddedRow
from .api_client import ApiClient
from .assessment import Assessment
from .assignment import Assignment
from .audit_event import AuditEvent
from .batch import Batch, BatchItem
from .budget_line import BudgetLine
from .captured_row import CapturedRow
from .cause import Cause
from .changed_field import ChangedField, FieldChange
from .department import Department
from .deputy import Deputy
from .dual_duty import DualDuty
from .enrolment_import import EnrolmentImport
from .evidence import Evidence
from .explanation import Explanation
from .extension_request import ExtensionRequest
from .filed_figures import FiledFigures
from .filed_text import FiledShingle, FiledText
from .finished_part import FinishedPart
from .firm import Firm
from .fiscal_year import Extension, FiscalYear
from .goal import Goal
from .indicator import Indicator
from .issued_document import IssuedDocument
from .letter import Letter, NoticeChoice
from .live_session import LiveSession
from .monitoring import MonitoredBudget, MonitoredIndicator, Monitoring, MonitoringRound
from .notice import Notice
from .outline import Outline
from .password_used import PasswordUsed
from .posted_once import PostedOnce
from .presence import Presence
from .project import Project
from .rectification import Rectification, RectificationStep
from .remark import Remark, RemarkEntry
from .reopen_request import ReopenRequest
from .review import Review
from .reviewed_line import ReviewedLine
from .sample import Sample
from .saved_view import SavedView
from .scoring_scheme import ScoringScheme
from .section import Section
from .sourced_line import SourcedLine
from .spent import Spent
from .submission import Submission
from .submitted_finding import SubmittedFinding
from .treasury_import import TreasuryColumns, TreasuryImport
from .user import Membership, User
from .waiver import Waiver
from .webhook import Delivery, Webhook
from .workbook_import import WorkbookImport

__all__ = [
    "AddedRow",
    "ApiClient",
    "Assessment",
    "Assignment",
    "AuditEvent",
    "Batch",
    "BatchItem",
    "BudgetLine",
    "CapturedRow",
    "Cause",
    "ChangedField",
    "Delivery",
    "Department",
    "Deputy",
    "DualDuty",
    "EnrolmentImport",
    "Evidence",
    "Explanation",
    "Extension",
    "ExtensionRequest",
    "FieldChange",
    "FiledFigures",
    "FiledShingle",
    "FiledText",
    "FinishedPart",
    "Firm",
    "FiscalYear",
    "Goal",
    "Indicator",
    "IssuedDocument",
    "Letter",
    "LiveSession",
    "Membership",
    "MonitoredBudget",
    "MonitoredIndicator",
    "Monitoring",
    "MonitoringRound",
    "Notice",
    "NoticeChoice",
    "Outline",
    "PasswordUsed",
    "PostedOnce",
    "Presence",
    "Project",
    "Rectification",
    "RectificationStep",
    "Remark",
    "RemarkEntry",
    "ReopenRequest",
    "Review",
    "ReviewedLine",
    "Sample",
    "SavedView",
    "ScoringScheme",
    "Section",
    "SourcedLine",
    "Spent",
    "Submission",
    "SubmittedFinding",
    "TreasuryColumns",
    "TreasuryImport",
    "User",
    "Waiver",
    "Webhook",
    "WorkbookImport",
]
