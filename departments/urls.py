from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from .rectification_steps import STEPS
from .transitions import TRANSITIONS
from .views import (
    api_client,
    assessment,
    assignment,
    audit,
    basics,
    budget_line,
    bulk,
    carry_over,
    check,
    deputy,
    desk,
    evidence,
    evidence_file,
    explanation,
    extension_request,
    finding,
    indicator,
    library,
    live_session,
    monitoring,
    monitoring_list,
    monitoring_round,
    notice,
    outline,
    part,
    password,
    presence,
    project,
    rectification,
    rectification_issue,
    remark,
    remark_answer,
    reopen_request,
    review,
    reviewed_line,
    sample,
    scheme,
    scheme_impact,
    second_factor_reset,
    section,
    sourced_line,
    submission,
    unlock,
    verification,
    version,
    waiver,
    webhook,
    year,
    year_delete,
    year_departments,
)
from .views.verbs import verb


class VerbConverter(StringConverter):
    """The verbs of the workflow, and nothing else."""

    regex = "|".join(TRANSITIONS)


class HowConverter(StringConverter):
    """The ways a file is shown, and nothing else."""

    regex = "|".join(evidence_file.SHOWN)


class StepConverter(StringConverter):
    """The steps of 整改, and nothing else."""

    regex = "|".join(STEPS)


register_converter(StepConverter, "step")
register_converter(VerbConverter, "verb")
register_converter(HowConverter, "how")

app_name = "departments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("alive/", password.alive, name="alive"),
    path("assessments/<int:pk>/", assessment.assessment_detail, name="assessment_detail"),
    path("assessments/<int:pk>/basics/", basics.BasicsEntry.as_view(), name="basics"),
    path("assessments/<int:pk>/budget/", budget_line.BudgetEntry.as_view(), name="budget"),
    path("assessments/<int:pk>/budget/treasury/", sourced_line.sourced_lines, name="sourced_lines"),
    path(
        "assessments/<int:pk>/budget/treasury/<int:line>/",
        sourced_line.sourced_line_depart,
        name="sourced_line_depart",
    ),
    path("assessments/<int:pk>/projects/", project.ProjectEntry.as_view(), name="projects"),
    path("assessments/<int:pk>/indicators/", indicator.IndicatorEntry.as_view(), name="indicators"),
    path("assessments/<int:pk>/texts/", section.TextEntry.as_view(), name="texts"),
    path("assessments/<int:pk>/evidence/", evidence.page, name="evidence"),
    path("assessments/<int:pk>/evidence/<int:file>/ties/", evidence.ties, name="evidence_ties"),
    path("assessments/<int:pk>/evidence/<int:file>/delete/", evidence.delete, name="evidence_delete"),
    path("assessments/<int:pk>/evidence/<int:file>/<how:how>/", evidence_file.own_file, name="evidence_file"),
    path("assessments/<int:pk>/carry-over/", carry_over.page, name="carry_over"),
    path("assessments/<int:pk>/library/", library.page, name="library"),
    path("assessments/<int:pk>/extension/", extension_request.page, name="extension"),
    path(
        "assessments/<int:pk>/extension/<int:asked>/answer/",
        extension_request.answer,
        name="extension_answer",
    ),
    path("assessments/<int:pk>/check/", check.check, name="check"),
    path("assessments/<int:pk>/precheck/", check.precheck, name="precheck"),
    path("assessments/<int:pk>/explain/", check.explain, name="explain"),
    path("assessments/<int:pk>/explain/alike/", check.explain_alike, name="explain_alike"),
    path("assessments/<int:pk>/scores/", explanation.scores, name="scores"),
    path("assessments/<int:pk>/submissions/", assessment.submission_list, name="submission_list"),
    path("assessments/<int:pk>/<verb:verb>/", verb, name="verb"),
    path("assessments/<int:pk>/presence/<slug:section>/", presence.presences, name="presence"),
    path("assessments/<int:pk>/parts/", part.mark, name="part"),
    path("assessments/<int:pk>/remarks/", remark_answer.page, name="remarks"),
    path("people/<int:pk>/end-sign-ins/", live_session.end_all, name="end_sign_ins"),
    path("people/<int:pk>/unlock/", unlock.unlock, name="unlock"),
    path("people/<int:pk>/second-factor/", second_factor_reset.page, name="second_factor_reset"),
    path("api-clients/", api_client.client_list, name="api_client_list"),
    path("api-clients/<int:pk>/revoke/", api_client.revoke, name="api_client_revoke"),
    path("deputies/", deputy.page, name="deputies"),
    path("deputies/<int:pk>/take-back/", deputy.take_back, name="deputy_take_back"),
    path("webhooks/", webhook.hook_list, name="webhook_list"),
    path("webhooks/<int:pk>/", webhook.delivery_list, name="webhook_deliveries"),
    path("webhooks/<int:pk>/stop/", webhook.stop, name="webhook_stop"),
    path("webhooks/deliveries/<int:pk>/again/", webhook.again, name="webhook_again"),
    path("assessments/<int:pk>/reopen-request/", reopen_request.ask, name="reopen_ask"),
    path("reopen-requests/<int:pk>/", reopen_request.decide, name="reopen_decide"),
    path("verify/", verification.verify, name="verify"),
    path("submissions/<int:pk>/receipt/", verification.receipt, name="receipt"),
    path("submissions/<int:pk>/changes/", version.changes, name="changes"),
    path("submissions/<int:pk>/review/", reviewed_line.page, name="reviewed_lines"),
    path("submissions/<int:pk>/review/rest/", reviewed_line.rest, name="reviewed_rest"),
    path("submissions/<int:pk>/remarks/", remark.add, name="remark_add"),
    path("remarks/<int:pk>/answer/", remark_answer.answer, name="remark_answer"),
    path("submissions/<int:pk>/remarks/<int:remark>/ask/", remark.ask, name="remark_ask"),
    path("submissions/<int:pk>/remarks/<int:remark>/resolve/", remark.resolve, name="remark_resolve"),
    path("submissions/<int:pk>/remarks/<int:remark>/reopen/", remark.reopen, name="remark_reopen"),
    path("submissions/<int:pk>/remarks/<int:remark>/take-back/", remark.take_back, name="remark_take_back"),
    path("audit/", audit.event_list, name="audit"),
    path("audit/<int:number>/", audit.event_detail, name="audit_event"),
    path("assessments/<int:pk>/waivers/", waiver.waivers, name="waivers"),
    path("assessments/<int:pk>/waivers/<int:waiver>/revoke/", waiver.revoke, name="waiver_revoke"),
    path("findings/", finding.rule_list, name="findings_by_rule"),
    path("findings/departments/", finding.department_list, name="findings_by_department"),
    path("findings/list/", finding.finding_list, name="finding_list"),
    path("findings/waivers/", waiver.waiver_list, name="waiver_list"),
    path("outlines/", outline.outline_list, name="outline_list"),
    path("outlines/<int:pk>/", outline.outline_detail, name="outline"),
    path("outlines/<int:pk>/edit/", outline.outline_edit, name="outline_edit"),
    path("schemes/", scheme.scheme_list, name="scheme_list"),
    path("schemes/<int:pk>/", scheme.scheme_detail, name="scheme"),
    path("schemes/<int:pk>/edit/", scheme.scheme_edit, name="scheme_edit"),
    path("schemes/<int:pk>/impact/", scheme_impact.preview, name="scheme_impact"),
    path("years/", year.year_list, name="year_list"),
    path("years/new/", year.year_create, name="year_create"),
    path("years/<int:pk>/", year_departments.year_detail, name="year"),
    path("years/<int:pk>/settings/", year.year_update, name="year_update"),
    path("years/<int:pk>/start/", year.year_start, name="year_start"),
    path("years/<int:pk>/delete/", year_delete.year_delete, name="year_delete"),
    path("years/<int:pk>/act/", year_departments.year_act, name="year_act"),
    path("monitoring/", monitoring_list.monitoring_list, name="monitoring_list"),
    path("monitoring/<int:pk>/", monitoring.monitoring, name="monitoring"),
    path("monitoring/<int:pk>/rectify/", rectification_issue.issue_of_monitoring, name="monitoring_rectify"),
    path("monitoring/<int:pk>/<slug:name>/", monitoring.monitoring_verb, name="monitoring_verb"),
    path("monitoring-rounds/<int:pk>/", monitoring_round.monitoring_round, name="monitoring_round"),
    path("monitoring-rounds/<int:pk>/urge/", monitoring_round.monitoring_urge, name="monitoring_urge"),
    path("samples/", sample.sample_list, name="sample_list"),
    path("samples/<int:pk>/", sample.sample_detail, name="sample"),
    path("years/<int:pk>/assignments/", assignment.page, name="assignments"),
    path("notices/", notice.notice_list, name="notice_list"),
    path("notices/read/", notice.read, name="notice_read"),
    path("notices/mail/", notice.mail, name="notice_mail"),
    path("notices/<int:pk>/", notice.open_notice, name="notice_open"),
    path("rectifications/", rectification.item_list, name="rectifications"),
    path("rectifications/<int:pk>/", rectification.item_detail, name="rectification"),
    path("rectifications/<int:pk>/evidence/", rectification.add_files, name="rectification_files"),
    path(
        "rectifications/<int:pk>/evidence/<int:file>/<how:how>/",
        rectification.item_file,
        name="rectification_file",
    ),
    path("rectifications/<int:pk>/<step:step>/", rectification.take_step, name="rectification_step"),
    path("submissions/<int:pk>/rectify/", rectification_issue.issue, name="rectify"),
    path("reviews/bulk/", bulk.bulk, name="review_bulk"),
    path("reviews/", review.review_list, name="review_list"),
    path(
        "submissions/<int:pk>/evidence/<slug:sha256>/<how:how>/",
        evidence_file.frozen_file,
        name="frozen_file",
    ),
    path("submissions/<int:pk>/scores/", explanation.frozen_scores, name="frozen_scores"),
    path("submissions/<int:pk>/", submission.submission_detail, name="submission_detail"),
]
