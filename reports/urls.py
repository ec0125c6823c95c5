from django.urls import URLPattern, URLResolver, path, register_converter

from .documents import DOCUMENTS
from .views import document, preview


class FormatConverter:
    """The formats of documents, and nothing else."""

    regex = "|".join(DOCUMENTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "document_format")

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("assessments/<int:pk>/preview/", preview.preview, name="preview"),
    path(
        "assessments/<int:pk>/draft.<document_format:extension>",
        document.draft_download,
        name="draft_document",
    ),
    path("submissions/<int:pk>/preview/", preview.submission_preview, name="submission_preview"),
    path(
        "submissions/<int:pk>/document.<document_format:extension>",
        document.document_download,
        name="document",
    ),
]
