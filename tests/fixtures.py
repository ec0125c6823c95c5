"""The people and papers of one authority, for every test that asks for them by name."""

import pytest

from departments.models import Assessment, Department, FiscalYear, Submission, User
from tests import factories
from tests.standing import copies, may_stand


@pytest.fixture
def standing():
    """What stands for this test and its neighbours, by the names of the fixtures below."""
    return copies()


@may_stand
def authority() -> Department:
    """东湖区财政局."""
    return factories.authority(code="420111")


@may_stand
def department(authority: Department) -> Department:
    """东湖区商务局, directly below the authority."""
    return factories.department("东湖区商务局", code="420111301", parent=authority)


@may_stand
def other_department(authority: Department) -> Department:
    """东湖区教育局, a neighbour."""
    return factories.department("东湖区教育局", code="420111302", parent=authority)


@may_stand
def fiscal_year(authority: Department) -> FiscalYear:
    """A year whose window is open; no head's signature, approval in one step."""
    return factories.fiscal_year(authority)


@may_stand
def preparer(department: Department) -> User:
    """填报人 of the department."""
    return factories.member(department, "preparer", username="tianbao", name="填报人")


@may_stand
def head(department: Department) -> User:
    """负责人 of the department."""
    return factories.member(department, "head", username="fuze", name="负责人", post="局长")


@may_stand
def reviewer(authority: Department) -> User:
    """审核人 of the authority."""
    return factories.member(authority, "reviewer", username="shenhe", name="审核人")


@may_stand
def manager(authority: Department) -> User:
    """财政管理员 of the authority."""
    return factories.member(authority, "manager", username="guanli", name="财政管理员")


@may_stand
def other_manager(authority: Department) -> User:
    """A second 财政管理员: who approved does not publish."""
    return factories.member(authority, "manager", username="guanli2", name="另一财政管理员")


@may_stand
def auditor(authority: Department) -> User:
    """审计管理员 of the authority."""
    return factories.member(authority, "audit_admin", username="shenji", name="审计管理员")


@may_stand
def security_admin(authority: Department) -> User:
    """安全管理员 of the authority."""
    return factories.member(authority, "security_admin", username="anquan", name="安全管理员")


@may_stand
def stranger(other_department: Department) -> User:
    """填报人 of the neighbour."""
    return factories.member(other_department, "preparer", username="linju", name="外单位填报人")


@may_stand
def assessment(department: Department, fiscal_year: FiscalYear) -> Assessment:
    """A draft that may be submitted: 77.00, 中; every warning is explained."""
    return factories.complete_assessment(department, fiscal_year)


@may_stand
def submission(assessment: Assessment, preparer: User) -> Submission:
    """The draft, submitted; its turn is at the authority."""
    return factories.submission(assessment, by=preparer)


@may_stand
def approved(submission: Submission, reviewer: User) -> Assessment:
    """The submitted one, approved by the authority's 审核人."""
    from departments import workflow

    workflow.approve(submission.assessment, by=reviewer)
    submission.assessment.refresh_from_db()
    return submission.assessment


@may_stand
def published(approved: Assessment, manager: User) -> Assessment:
    """The approved one, published."""
    from departments import workflow

    workflow.publish(approved, by=manager)
    approved.refresh_from_db()
    return approved


@pytest.fixture
def signed_in(client):
    """A client signed in as the person: `signed_in(preparer).get(...)`."""

    def sign_in(person: User):
        client.force_login(person)
        return client

    return sign_in
