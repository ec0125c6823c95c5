"""审计档案: everything of a department that an auditor from outside asks for, in one folder.

Every version as it was frozen, its documents, the evidence it cites, what reviewers said, the log, an index,
and the hash of every file. Drafts are not in it: nobody has answered for them yet.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from departments import access, audit, verifying
from departments.models import Assessment, BatchItem, Submission

from .. import documents
from .dossier import Dossier
from .leased import renewing
from .refusal import Unmakeable
from .zipping import Archive, kept, safe_name

FORMATS = ("pdf", "xlsx")
"""Of every version: the report and its forms."""
NO_MORE = "发起人现在无权查看这个部门的档案（角色已变或自评已取消送审）。"
STYLES = "样式.css"
Files = list[dict[str, Any]]


def part(item: BatchItem) -> Files:
    """The documents of every version, rendered where they are not kept yet."""
    assessment = _assessment(item)
    files: Files = []
    for submission in versions(assessment) if Dossier(assessment, item.batch.requested_by).is_whole else ():
        for extension in FORMATS:
            content = documents.document_bytes(submission, extension)
            digest = verifying.sha256_of([content])
            files.append(
                {"version": submission.number, "format": extension, "size": len(content), "sha256": digest}
            )
    by, target, reason = item.batch.requested_by, f"{assessment}审计档案", f"批量任务{item.batch_id}"
    audit.seal(by=by, verb="export", target=target, reason=reason, assessment=assessment)
    return files


def _assessment(item: BatchItem) -> Assessment:
    """As far as who started the job may see it today."""
    found = access.dossier_assessments(item.batch.requested_by).filter(pk=item.assessment_id or 0).first()
    if found is None:
        raise Unmakeable(NO_MORE)
    return found


def versions(assessment: Assessment) -> QuerySet[Submission]:
    """Every submission, the first one first."""
    related = (
        "outline", "scheme", "project_scheme", "assessment__department", "assessment__fiscal_year__authority"
    )  # fmt: skip
    return assessment.submissions.select_related(*related).order_by("number")


def archive(item: BatchItem) -> Files:
    """A folder for each department and an index above them."""
    batch = item.batch
    name = f"审计档案-{timezone.localdate(batch.requested_at):%Y%m%d}-{batch.pk}.zip"
    with kept(name, f"{batch.pk}-{item.key}.zip", renewing(item)) as (target, facts):
        entries = [_add(target, Dossier(assessment, batch.requested_by)) for assessment in _made(item)]
        failed = item.batch.items.filter(step=BatchItem.Step.PART, state=BatchItem.State.FAILED)
        missing = list(failed.select_related("assessment__department", "assessment__fiscal_year"))
        context = {"batch": batch, "entries": entries, "missing": missing, "styles": STYLES}
        target.add("总目录.html", render_to_string("dossiers/contents.html", context).encode())
        target.add(STYLES, render_to_string("dossiers/style.css").encode())
        facts["has_content"] = any(x["has_content"] for x in entries)
    return [facts]


def _made(item: BatchItem) -> Iterator[Assessment]:
    parts = item.batch.items.filter(step=BatchItem.Step.PART, state=BatchItem.State.DONE).order_by("number")
    rows = Assessment.objects.select_related("department", "fiscal_year__authority", "stage")
    for pk in parts.values_list("assessment", flat=True).iterator(chunk_size=500):
        yield rows.get(pk=pk)


def _add(target: Archive, dossier: Dossier) -> dict[str, Any]:
    """Write one department's folder; what the index above says of it."""
    row = dossier.assessment
    folder = f"{row.fiscal_year.year}年度 {safe_name(f'{row.department.code} {row.department_name}')}"
    files = [
        {"name": name, "sha256": target.add(f"{folder}/{name}", content)}
        for name, content in dossier.files(versions(dossier.assessment), FORMATS)
    ]
    context = {"dossier": dossier, "files": files, "styles": f"../{STYLES}"}
    target.add(f"{folder}/目录.html", render_to_string("dossiers/index.html", context).encode())
    return {
        "folder": folder, "assessment": dossier.assessment, "files": len(files), "lost": dossier.lost,
        "has_content": dossier.is_whole,
    }  # fmt: skip
