"""Who may review the lines of a submission, and who reads what was written in the review."""

from departments.models import Assessment, Submission, User

from .verbs import is_manager_at_stage, is_preparer_or_head, is_reviewer_at_stage


def may_review(user: User, submission: Submission) -> bool:
    """审核人 or 财政管理员 of the body whose turn it is, while the submission waits for its decision."""
    assessment = submission.assessment
    if assessment.status != Assessment.Status.SUBMITTED or not _is_latest(submission):
        return False
    return is_reviewer_at_stage(user, assessment) or is_manager_at_stage(user, assessment)


def _is_latest(submission: Submission) -> bool:
    later = Submission.objects.filter(assessment=submission.assessment_id, number__gt=submission.number)
    return not later.exists()


def sees_review(user: User, submission: Submission) -> bool:
    """Reviewing people always; the department itself once the review is no longer under way."""
    return not is_preparer_or_head(user, submission.assessment) or reads_remarks(user, submission.assessment)


def reads_remarks(user: User, assessment: Assessment) -> bool:
    """The department reads what reviewers wrote once they have decided."""
    return assessment.status != Assessment.Status.SUBMITTED
