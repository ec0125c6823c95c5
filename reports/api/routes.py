"""The addresses under /api/: every one reads, and only what `access` shows the client."""

from typing import Annotated, Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from departments import audit
from departments.access import clients
from departments.models import Assessment, Submission

from .. import documents
from ..documents import DOCUMENTS
from ..public import SOURCES, approved_submissions
from .shapes import AssessmentOut, DepartmentOut, Problem, ResultOut, SubmissionFull, SubmissionOut, YearOut
from .tokens import Kind, PerClient, Token, client_for, client_of

MOST_ROWS, LAST_PAGE = 500, 1_000_000
REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}
api = NinjaAPI(
    title="部门整体绩效自评系统数据接口",
    version="1",
    description="只读。令牌由财政管理员在“接口客户端”页建立；说明见 docs/api.md。",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    auth=Token(),
    throttle=[PerClient()],
)
FILES = {x.content_type: {"schema": {"type": "string", "format": "binary"}} for x in DOCUMENTS.values()}
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class Page(Schema):
    """Which part of a list, and of which year and department."""

    page: int = Field(1, ge=1, le=LAST_PAGE)
    size: int = Field(100, ge=1, le=MOST_ROWS, description="每页行数")
    year: int | None = Field(None, ge=2000, le=2100)
    department: str | None = Field(
        None, max_length=30, pattern=r"^[0-9A-Z][0-9A-Z.-]*$", description="部门编码"
    )

    def narrowed(self, rows: QuerySet[Any], to_assessment: str = "") -> QuerySet[Any]:
        """Those of the year and the department that were asked for."""
        asked = {"fiscal_year__year": self.year, "department__code": self.department}
        return rows.filter(**{f"{to_assessment}{x}": y for x, y in asked.items() if y is not None})

    def cut(self, request: HttpRequest, rows: QuerySet[Any], shape: Any) -> dict[str, Any]:
        """One page of them, and how many there are. A misspelt condition must not pass for none."""
        if unknown := sorted(request.GET.keys() - type(self).model_fields.keys()):
            raise HttpError(422, f"没有这样的参数：{'、'.join(unknown)}。")
        first = (self.page - 1) * self.size
        items = [shape.of(row) for row in rows[first : first + self.size]]
        return {"count": rows.count(), "page": self.page, "size": self.size, "items": items}


class ProgressPage(Page):
    """Also by state."""

    status: Assessment.Status | None = None


class Cut(Schema):
    """Every list: how many rows there are, and one page of them."""

    count: int
    page: int
    size: int


class Years(Cut):
    items: list[YearOut]


class Departments(Cut):
    items: list[DepartmentOut]


class Assessments(Cut):
    items: list[AssessmentOut]


class Submissions(Cut):
    items: list[SubmissionOut]


class Results(Cut):
    items: list[ResultOut]


@api.get("/years", response={200: Years, **REFUSALS}, url_name="years", summary="预算年度")
def years(request: HttpRequest, page: Query[Page]) -> Any:
    rows = clients.years_of_client(client_of(request)).order_by("-year", "authority__code")
    return page.cut(request, rows.filter(year=page.year) if page.year else rows, YearOut)


@api.get("/departments", response={200: Departments, **REFUSALS}, url_name="departments", summary="部门")
def departments(request: HttpRequest, page: Query[Page]) -> Any:
    rows = clients.departments_of_client(client_of(request)).select_related("parent").order_by("code")
    return page.cut(request, rows.filter(code=page.department) if page.department else rows, DepartmentOut)


@api.get("/assessments", response={200: Assessments, **REFUSALS}, url_name="assessments", summary="填报进度")
def assessments(request: HttpRequest, page: Query[ProgressPage]) -> Any:
    rows = page.narrowed(clients.assessments_of_client(client_for(request, Kind.PROGRESS)))
    rows = rows.filter(status=page.status) if page.status else rows
    return page.cut(request, rows.order_by("-fiscal_year__year", "department__code", "pk"), AssessmentOut)


@api.get("/submissions", response={200: Submissions, **REFUSALS}, url_name="submissions", summary="送审稿")
def submissions(request: HttpRequest, page: Query[Page]) -> Any:
    rows = page.narrowed(clients.submissions_listed(client_for(request, Kind.SUBMISSIONS)), "assessment__")
    return page.cut(request, rows.order_by("-pk"), SubmissionOut)


@api.get(
    "/submissions/{pk}", response={200: SubmissionFull, **REFUSALS}, url_name="submission",
    summary="一份送审稿：数据、评分、校验结果",
)  # fmt: skip
def submission(request: HttpRequest, pk: Number) -> Any:
    return SubmissionFull.of(_one(request, pk, Kind.SUBMISSIONS))


def _one(request: HttpRequest, pk: int, kind: str) -> Submission:
    row = clients.submissions_of_client(client_for(request, kind)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@api.get(
    "/submissions/{pk}/document/{extension}", response={200: Any, **REFUSALS}, url_name="document",
    summary="正式文件",
    openapi_extra={"responses": {200: {"content": FILES}}},
)  # fmt: skip
def document(request: HttpRequest, pk: Number, extension: Literal["pdf", "docx", "xlsx"]) -> Any:
    row = _one(request, pk, Kind.DOCUMENTS)
    row = Submission.objects.select_related("scheme", "project_scheme", "outline").get(pk=row.pk)
    body = documents.document_bytes(row, extension)
    with transaction.atomic():
        target = f"接口客户端 {client_of(request)}：{row} {extension}"
        audit.record("export", by=None, target=target, assessment=row.assessment, submission=row)
    return HttpResponse(body, content_type=DOCUMENTS[extension].content_type)


@api.get("/results", response={200: Results, **REFUSALS}, url_name="results", summary="已公开的结果")
def results(request: HttpRequest, page: Query[Page]) -> Any:
    ours = clients.submissions_of_client(client_for(request, Kind.RESULTS)).values("pk")
    rows = approved_submissions().filter(assessment__status=Assessment.Status.PUBLISHED, pk__in=ours)
    rows = page.narrowed(rows.only(*SOURCES), "assessment__")
    return page.cut(
        request,
        rows.order_by("-assessment__fiscal_year__year", "assessment__department__code", "pk"),
        ResultOut,
    )


def _said(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return api.create_response(request, {"detail": words}, status=status)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    answer = _said(request, 401, "没有有效的令牌：请在请求头中写 Authorization: Bearer 令牌。")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return _said(request, 404, "没有这份数据，或不在令牌的范围内。")


@api.exception_handler(Throttled)
def _too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = _said(request, 429, "请求过于频繁，请稍后再试。")
    answer["Retry-After"] = str(int(getattr(error, "wait", None) or 60))
    return answer


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = dict.fromkeys(str(x["loc"][-1]) for x in error.errors if x.get("loc"))
    return _said(request, 422, f"参数不对：{'、'.join(places)}。取值范围见 /api/openapi.json。")
