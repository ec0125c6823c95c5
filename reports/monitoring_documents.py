"""运行监控表 of what was reported: rendered once, kept by the hash of all that it says."""

from departments import audit
from departments.models import Monitoring

from .documents import DOCUMENTS, VERSION, kept_or
from .formats.frozen import Frozen
from .monitoring import content_of_monitoring


def reported_bytes(monitoring: Monitoring, extension: str) -> bytes:
    """The document of what was reported and, once closed, decided."""
    at, content = monitoring.submitted_at, content_of_monitoring(monitoring, is_draft=False)
    frozen = Frozen(None, monitoring.sha256, at) if at else None
    return kept_or(_kept_at(monitoring, extension), lambda: DOCUMENTS[extension].render(content, frozen))


def _kept_at(monitoring: Monitoring, extension: str) -> str:
    is_closed = monitoring.status == Monitoring.Status.CLOSED
    told = [
        monitoring.sha256, monitoring.assessment.department_name, str(monitoring.round),
        str(monitoring.submitted_at), is_closed, monitoring.opinion if is_closed else "",
    ]  # fmt: skip
    return f"documents/{audit.canonical_sha256(told)}-{VERSION}.{extension}"
