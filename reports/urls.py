from django.urls import URLPattern, URLResolver, path, register_converter

from departments.models import Batch

from .documents import DOCUMENTS
from .views import (
    audit,
    batch,
    document,
    enrolment,
    enrolment_import,
    findings,
    monitoring,
    monitoring_batch,
    new_passwords,
    open_data,
    outline_preview,
    overview,
    overview_indicators,
    overview_parents,
    overview_year,
    preview,
    public,
    rectifications,
    remarks,
    replay,
    saved_view,
    treasury,
    urging,
    workbook,
)


class FormatConverter:
    """The formats of documents, and nothing else."""

    regex = "|".join(DOCUMENTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class AuditFormatConverter(FormatConverter):
    """The files of the audit record, and nothing else."""

    regex = "csv|xlsx"


class BatchKindConverter(FormatConverter):
    """The kinds of jobs that make a file, and nothing else."""

    regex = "|".join(Batch.FILES)


class YearConverter(FormatConverter):
    """A year as it stands in a public address."""

    regex = "20[0-9]{2}|2100"


class CodeConverter(FormatConverter):
    """The code of a department."""

    regex = "[0-9A-Z][0-9A-Z.-]{0,29}"


register_converter(YearConverter, "public_year")
register_converter(CodeConverter, "department_code")
register_converter(FormatConverter, "document_format")
register_converter(AuditFormatConverter, "audit_format")
register_converter(BatchKindConverter, "batch_kind")

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("public/", public.result_list, name="public_list"),
    path("public/data/", open_data.dictionary, name="open_data"),
    path("public/data.csv", open_data.data_csv, name="open_data_csv"),
    path("public/data.json", open_data.data_json, name="open_data_json"),
    path("public/<public_year:year>/<department_code:code>/", public.result_detail, name="public_result"),
    path(
        "public/<public_year:year>/<department_code:code>/document.pdf",
        public.result_document,
        name="public_document",
    ),
    path("assessments/<int:pk>/public-preview/", public.public_preview, name="public_preview"),
    path("batches/", batch.batch_list, name="batch_list"),
    path("batches/new/<batch_kind:kind>/", batch.batch_new, name="batch_new"),
    path("batches/<int:pk>/", batch.batch_detail, name="batch_detail"),
    path("batches/<int:pk>/progress/", batch.batch_progress, name="batch_progress"),
    path("batches/<int:pk>/retry/", batch.batch_retry, name="batch_retry"),
    path("batches/<int:pk>/cancel/", batch.batch_cancel, name="batch_cancel"),
    path("batches/<int:pk>/archive.zip", batch.batch_file, name="batch_file"),
    path("monitoring-rounds/<int:pk>/documents/", monitoring_batch.monitoring_batch, name="monitoring_batch"),
    path("outlines/<int:pk>/preview/", outline_preview.outline_preview, name="outline_preview"),
    path("schemes/<int:pk>/replay/", replay.replay, name="replay"),
    path("schemes/<int:pk>/replay.xlsx", replay.replay_workbook, name="replay_workbook"),
    path("enrolment/", enrolment.enrolment, name="enrolment"),
    path("enrolment/template.xlsx", enrolment.enrolment_template, name="enrolment_template"),
    path("enrolment/passwords/", new_passwords.new_passwords, name="new_passwords"),
    path("enrolment/<int:pk>/", enrolment_import.enrolment_import, name="enrolment_import"),
    path("enrolment/<int:pk>/act/", enrolment_import.enrolment_act, name="enrolment_act"),
    path("enrolment/confirm/", enrolment.enrolment_confirm, name="enrolment_confirm"),
    path("years/<int:pk>/treasury/", treasury.treasury, name="treasury"),
    path("treasury/<int:pk>/", treasury.treasury_import, name="treasury_import"),
    path("treasury/<int:pk>/columns/", treasury.treasury_columns, name="treasury_columns"),
    path("treasury/<int:pk>/preview/", treasury.treasury_preview, name="treasury_preview"),
    path("treasury/<int:pk>/confirm/", treasury.treasury_confirm, name="treasury_confirm"),
    path("treasury/<int:pk>/discard/", treasury.treasury_discard, name="treasury_discard"),
    path("overview/", overview_year.overview, name="overview"),
    path("overview/overview.pdf", overview_year.overview_document, name="overview_document"),
    path("overview/parents/", overview_parents.overview_parents, name="overview_parents"),
    path("overview/list/", overview.overview_list, name="overview_list"),
    path("overview/money/", overview.overview_money, name="overview_money"),
    path("overview/indicators/", overview_indicators.indicator_list, name="overview_indicators"),
    path("overview/indicators/one/", overview_indicators.indicator_detail, name="overview_indicator"),
    path("overview/ranking/", overview.ranking, name="ranking"),
    path("overview/views/", saved_view.saved_views, name="saved_views"),
    path("overview/views/new/<slug:page>/", saved_view.saved_view_new, name="saved_view_new"),
    path("overview/views/<int:pk>/", saved_view.saved_view, name="saved_view"),
    path("overview/views/<int:pk>/delete/", saved_view.saved_view_delete, name="saved_view_delete"),
    path("overview/urge/", urging.urge, name="urge"),
    path("rectifications/rectifications.xlsx", rectifications.export, name="rectifications"),
    path("submissions/<int:pk>/remarks.xlsx", remarks.export, name="remarks"),
    path("findings/findings.xlsx", findings.export, name="findings"),
    path(
        "monitoring/<int:pk>/document.<document_format:extension>",
        monitoring.monitoring_document,
        name="monitoring_document",
    ),
    path("assessments/<int:pk>/preview/", preview.preview, name="preview"),
    path("audit/export.<audit_format:extension>", audit.audit_export, name="audit_export"),
    path(
        "assessments/<int:pk>/draft.<document_format:extension>",
        document.draft_download,
        name="draft_document",
    ),
    path("assessments/<int:pk>/workbook.xlsx", workbook.workbook_download, name="workbook_download"),
    path("assessments/<int:pk>/import/", workbook.workbook_upload, name="workbook_upload"),
    path("imports/<int:pk>/", workbook.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", workbook.import_columns, name="import_columns"),
    path("imports/<int:pk>/confirm/", workbook.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/undo/", workbook.import_undo, name="import_undo"),
    path("imports/<int:pk>/discard/", workbook.import_discard, name="import_discard"),
    path("imports/<int:pk>/returned.xlsx", workbook.import_returned, name="import_returned"),
    path("submissions/<int:pk>/preview/", preview.submission_preview, name="submission_preview"),
    path(
        "submissions/<int:pk>/document.<document_format:extension>",
        document.document_download,
        name="document",
    ),
]
