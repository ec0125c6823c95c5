"""运行监控表 as a file."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from departments import access, audit
from departments.views.person import signed_in

from ..documents import DOCUMENTS
from ..monitoring import content_of_monitoring, file_name, items_of
from ..monitoring_documents import reported_bytes
from .downloads import file_of
from .not_drawn import told_when_not_drawn


@login_required
@require_safe
@told_when_not_drawn
def monitoring_document(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """Taking it out is recorded."""
    user = signed_in(request)
    found = get_object_or_404(access.visible_monitorings(user), pk=pk)
    is_draft = found.is_editable and access.is_preparer_or_head(user, found.assessment)
    content = content_of_monitoring(found, is_draft=is_draft, items=items_of(found, user))
    name = file_name(content, extension)
    body = DOCUMENTS[extension].render(content, None) if is_draft else reported_bytes(found, extension, user)
    with transaction.atomic():
        audit.record("export", by=user, target=name, assessment=found.assessment)
    return file_of(name, body)
