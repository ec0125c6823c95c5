"""Who may see and do what. Nothing else reads roles.

An invisible thing is answered 404, a visible but forbidden verb 403. Roles are read once per request.
"""

from .reviewing import may_review, reads_remarks, sees_review
from .roles import (
    OWN,
    REVIEWING,
    SETTING_UP,
    Role,
    can_set_up,
    departments_as,
    has_role,
    is_managing,
    memberships,
    role_names,
)
from .verbs import (
    can_edit,
    dual_duty_used,
    has_prepared,
    is_head_at_stage,
    is_last_editor,
    is_manager,
    is_manager_at_stage,
    is_preparer,
    is_preparer_or_head,
    is_reviewer_at_stage,
    may_approve,
    may_publish,
    may_recommend,
    may_return,
    may_waive,
)
from .visible import (
    entry_assessments,
    review_queue,
    tracked_assessments,
    visible_assessments,
    visible_submissions,
)

__all__ = [
    "OWN",
    "REVIEWING",
    "SETTING_UP",
    "Role",
    "can_edit",
    "can_set_up",
    "departments_as",
    "dual_duty_used",
    "entry_assessments",
    "has_prepared",
    "has_role",
    "is_head_at_stage",
    "is_last_editor",
    "is_manager",
    "is_manager_at_stage",
    "is_managing",
    "is_preparer",
    "is_preparer_or_head",
    "is_reviewer_at_stage",
    "may_approve",
    "may_publish",
    "may_recommend",
    "may_return",
    "may_review",
    "may_waive",
    "memberships",
    "reads_remarks",
    "review_queue",
    "role_names",
    "sees_review",
    "tracked_assessments",
    "visible_assessments",
    "visible_submissions",
]
