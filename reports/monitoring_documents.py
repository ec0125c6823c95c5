"""运行监控表 of what was reported: rendered once, kept by the hash of all that it says."""

from collections.abc import Sequence

from departments import audit
from departments.models import Monitoring, User

from .documents import DOCUMENTS, VERSION, kept_or
from .formats.frozen import Frozen
from .monitoring import content_of_monitoring, items_of


def reported_bytes(monitoring: Monitoring, extension: str, user: User) -> bytes:
    """The document of what was reported and, once closed, decided, with the 整改 that the person sees."""
    items, at = items_of(monitoring, user), monitoring.submitted_at
    content = content_of_monitoring(monitoring, is_draft=False, items=items)
    frozen = Frozen(None, monitoring.sha256, at) if at else None
    path = _kept_at(monitoring, extension, items)
    return kept_or(path, lambda: DOCUMENTS[extension].render(content, frozen))


def _kept_at(monitoring: Monitoring, extension: str, items: Sequence[str]) -> str:
    is_closed = monitoring.status == Monitoring.Status.CLOSED
    told = [
        monitoring.sha256, monitoring.assessment.department_name, str(monitoring.round),
        str(monitoring.submitted_at), is_closed, monitoring.opinion if is_closed else "", *items,
    ]  # fmt: skip
    return f"documents/{audit.canonical_sha256(told)}-{VERSION}.{extension}"
