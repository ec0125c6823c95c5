"""Every page can be used by keyboard and read aloud: axe finds nothing serious, every control has a name."""

import io
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import expect

from departments import batches, evidence, live_sessions, rectifying, sampling, second_factor, workflow
from departments.models import (
    AuditEvent,
    Batch,
    EnrolmentImport,
    Evidence,
    Project,
    SavedView,
    TreasuryImport,
)
from departments.monitoring.frozen import frozen_rows
from departments.monitoring.rows import rows_of
from departments.webhooks import managing
from reports.workbook import importing, writing
from tests import factories
from tests.departments import evidence_files as files
from tests.second_factors import code_of

from .addresses import WITHOUT_PAGE, addresses, reached_by

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
SERIOUS = """() => axe.run(document, {resultTypes: ["violations"], preload: false})
  .then(({violations}) => violations
  .filter((rule) => ["serious", "critical"].includes(rule.impact))
  .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`)))"""
UNCLEAR = """() => {
  const named = (x) => x.labels?.length || x.getAttribute("aria-label") || x.textContent.trim() || x.title
    || x.getAttribute("aria-labelledby") || x.querySelector("img[alt]")?.alt;
  const controls = document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href]");
  const ids = [...document.querySelectorAll("[id]")].map((x) => x.id);
  const heads = document.querySelectorAll("h1").length;
  return [
    ...[...controls].filter((x) => !named(x) && !x.value).map((x) => `without a name: ${x.outerHTML}`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `twice on the page: ${id}`),
    ...(heads === 1 ? [] : [`${heads} headings of the first level`]),
  ];
}"""
CHANGING = re.compile(r"\d+|\w{20,}")
"""Numbers of rows and keys of forms."""
_looked_at: set[str] = set()
PEOPLE = ("preparer", "head", "reviewer", "manager", "auditor", "security_admin")


@pytest.fixture
def problems(page):
    """What axe finds serious on the page as it stands: rule and elements."""

    def found():
        page.evaluate("document.querySelectorAll('details').forEach(x => x.open = true)")
        page.evaluate(AXE)
        return page.evaluate(SERIOUS)

    return found


@pytest.fixture
def too_wide(page):
    """Whether the page moves sideways in the window of a telephone; wide tables do in their own boxes."""
    usual = page.viewport_size

    def found():
        page.set_viewport_size({"width": 390, "height": 844})
        width = page.evaluate("document.scrollingElement.scrollWidth")
        page.set_viewport_size(usual)
        return [f"{width} px wide in a window of 390"] if width > 391 else []

    return found


@pytest.fixture
def visit(page, live_server):
    """Open a page by its path."""
    return lambda path: page.goto(f"{live_server.url}{path}")


@pytest.fixture
def rows(assessment, authority, preparer, reviewer, manager, head):
    """What stands in the addresses: a draft with everything in it, a submitted and an approved one."""
    frozen = []
    for year in (2023, 2024):
        row = factories.complete_assessment(
            assessment.department, factories.fiscal_year(authority, year=year)
        )
        proof = evidence.add(row, io.BytesIO(files.png()), "现场照片.png", frozenset(), by=preparer).row
        factories.explain_everything(row)
        frozen.append({"submission": factories.submission(row, by=preparer), "sha256": proof.sha256})
    workflow.approve(frozen[0]["submission"].assessment, by=reviewer)
    frozen[0]["submission"].assessment.refresh_from_db()
    workflow.publish(frozen[0]["submission"].assessment, by=manager)
    item = rectification(frozen[1]["submission"], preparer, manager)
    year = frozen[1]["submission"].assessment.fiscal_year
    sample = sampling.take(authority, year, size=1, seed="2025", note="重点抽查", by=manager)
    parts = [(x["submission"].assessment_id, x["submission"].pk) for x in frozen]
    job = batches.start(
        Batch.Kind.DOCUMENTS, parts, selection="全部部门", options={"formats": ["pdf"]}, by=manager
    )
    job.items.filter(number=1).update(state="failed", error="文件太大。")
    opened = factories.monitoring_round(assessment.fiscal_year, by=manager)
    watched = opened.monitorings.get(assessment=assessment)
    told = factories.monitoring_round(year, by=manager).monitorings.first()
    told.status, told.frozen, told.submitted_at = "submitted", frozen_rows(rows_of(told)), timezone.now()
    told.save()
    factories.firm(authority)
    goal = factories.goal(assessment, "办好招商活动", project=assessment.projects.get(), order=1)
    factories.indicator(goal, "签约项目数")
    evidence.add(assessment, io.BytesIO(files.PDF), "合同.pdf", frozenset(), by=preparer)
    ways = {"how": "preview", "extension": "xlsx"}
    proofs = Evidence.objects.filter(assessment__fiscal_year__year__gte=2024).order_by("-assessment_id")
    entries = [{"pk": x.assessment_id, "file": x.pk, "verb": "submit", "section": "budget"} for x in proofs]
    submissions = [{"pk": x["submission"].pk, "sha256": x["sha256"]} for x in frozen[1:]]
    app = second_factor.new_secret()
    second_factor.add_app(app, code_of(app), by=preparer)
    elsewhere = Client()
    elsewhere.force_login(preparer)
    number = live_sessions.number(elsewhere.session.session_key)
    hook, _ = managing.make(
        name="平台", department=authority, address="https://10.0.0.1/", verbs=["submit"], by=manager
    )
    return {
        "webhooks": [{"pk": hook.pk}],
        "accounts": [{"pk": second_factor.of(preparer).get().pk, "number": number}],
        "people": [{"pk": preparer.pk}],
        "assessments": [x | ways for x in [*entries, {"pk": frozen[0]["submission"].assessment_id}]],
        "public": [{"year": 2023, "code": assessment.department.code}],
        "submissions": [x | ways for x in submissions],
        "audit": [{"number": AuditEvent.objects.latest("pk").number, "extension": "csv"}],
        "batches": [{"kind": "documents", "pk": job.pk}, {"kind": "dossiers", "pk": job.pk}],
        "monitoring": [{"pk": watched.pk}, {"pk": told.pk}],
        "monitoring-rounds": [{"pk": opened.pk}],
        "samples": [{"pk": sample.pk}],
        "rectifications": [{"pk": item.pk, "file": item.evidence.get().pk, "how": "preview", "step": "plan"}],
        "overview": [{"pk": view.pk, "page": view.page} for view in views(manager)],
        "years": [{"pk": year.pk}],
        "outlines": [{"pk": year.outline_id}],
        "schemes": [{"pk": year.scheme_id}],
        "enrolment": [{"pk": enrolment_upload(manager)}],
        "treasury": [{"pk": treasury_upload(year, manager)}],
        "imports": [{"pk": x} for x in uploads(assessment, preparer)],
        "admin": [{"app_label": "departments", "content_type_id": 0, "object_id": 0}],
    }


def views(manager):
    """One of each page that has them."""
    for page in SavedView.Page.values:
        yield SavedView.objects.create(owner=manager, page=page, name="得分一览", asked="kind=unit")


def rectification(submission, preparer, manager):
    """One that the department is at, with a file."""
    asked = {"key": "", "problem": "依据不足", "requirement": "补充依据", "due": timezone.localdate()}
    item = rectifying.issue(submission, **asked, by=manager)
    rectifying.step(item, "plan", text="5月底前补齐", by=preparer)
    item.refresh_from_db()
    rectifying.add_file(item, io.BytesIO(files.png()), "验收单.png", by=preparer)
    return item


def uploads(assessment, preparer):
    """A workbook and a table of somebody else, both waiting to be confirmed."""
    book, content = Workbook(), io.BytesIO()
    for line in (("项目名称", "预算数（万元）"), ("招商经费", "90.00")):
        book.active.append(line)
    book.save(content)
    for name, body in (("工作簿.xlsx", writing.workbook_of(assessment)), ("去年.xlsx", content.getvalue())):
        upload = importing.upload(assessment, name, body, by=preparer)
        upload.save()
        yield upload.pk


def enrolment_upload(person):
    """A large table of departments that a job looked at."""
    found = {"problems": [], "changes": [["东湖区民政局", "名称", None, "东湖区民政局"]]}
    counts = dict.fromkeys(("new_departments", "changed_departments", "people", "granted"), 1)
    return EnrolmentImport.objects.create(
        name="部门.xlsx", sha256="", lines=300, preview=found | counts, uploaded_by=person
    ).pk


def treasury_upload(year, person):
    """A table of the treasury, waiting to be confirmed."""
    headings = [[1, "部门编码"], [2, "支出类别"], [3, "年初预算数（元）"]]
    content = {"title": "表", "head": 1, "headings": headings, "rows": [[2, [[1, "1"], [2, "x"]]]]}
    return TreasuryImport.objects.create(
        fiscal_year=year, name="国库.xlsx", sha256="", content=content, lines=1, uploaded_by=person
    ).pk


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_every_address_leads_somebody_to_a_page_or_is_known_to_lead_to_none(rows, request):
    """What is looked at below is every page; a new one may need its place holders among the `rows`."""
    pages, posts = {"login"}, set()
    for person in PEOPLE:
        reached = reached_by(signed_in(request.getfixturevalue(person)), rows)
        pages, posts = pages | reached.pages.keys(), posts | reached.posts

    unreached = {x.name for x in addresses()} - pages - posts
    assert sorted(unreached - WITHOUT_PAGE) == []
    assert sorted(WITHOUT_PAGE - unreached) == []


def is_new(html):
    """Whether nobody was shown the same yet; what stands around it is on every page of a person."""
    shown = CHANGING.sub("", html[html.find("<main") : html.find("</main>")] if "<main" in html else html)
    if shown in _looked_at:
        return False
    _looked_at.add(shown)
    return True


@pytest.mark.parametrize("person", ["preparer", "reviewer", "manager", "auditor", "security_admin"])
def test_axe_finds_nothing_on_any_page_of(
    person, rows, request, page, visit, sign_in, problems, too_wide, live_server, complaints
):
    foreign = []
    page.on("request", lambda x: foreign.append(x.url) if x.url.startswith("http") else None)
    somebody = request.getfixturevalue(person)
    pages = reached_by(signed_in(somebody), rows).pages
    sign_in(somebody)

    found = []
    for path in [path for paths in pages.values() for path in paths]:
        is_ours, has_news = not path.startswith("/admin/"), is_new(visit(path).text())
        own = complaints + (page.evaluate(UNCLEAR) if has_news else []) if is_ours else []
        found += [f"{path}: {x}" for x in own + (problems() + too_wide() if has_news else [])]
        complaints.clear()

    assert not found, "\n".join(found)
    assert [url for url in foreign if not url.startswith(live_server.url)] == []


@pytest.mark.parametrize("name", ["budget", "indicators", "check"])
def test_axe_finds_nothing_in_a_narrow_window(name, page, open_section, problems):
    page.set_viewport_size({"width": 820, "height": 900})
    open_section(name)

    assert problems() == []


def test_axe_finds_nothing_where_somebody_is_refused(page, visit, sign_in_here, problems, preparer):
    visit("/accounts/login/")
    assert problems() == []
    page.get_by_label("密码").fill("falsch")
    page.get_by_label("用户名").fill("niemand")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("alert").wait_for()
    assert problems() == []
    sign_in_here(preparer)
    page.get_by_role("heading", name="工作台").wait_for()
    for path in ("/assessments/0/", "/admin/"):
        visit(path)
        assert (path, problems()) == (path, [])


def test_axe_finds_nothing_between_the_two_steps_of_signing_in(page, visit, sign_in_here, problems, preparer):
    app = second_factor.new_secret()
    second_factor.add_app(app, code_of(app), by=preparer)
    visit("/accounts/login/")
    sign_in_here(preparer)
    page.get_by_role("heading", name="登录：第二步").wait_for()

    assert page.evaluate(UNCLEAR) + problems() == []


def test_axe_finds_nothing_where_a_verb_is_refused(page, open_section, problems, assessment):
    assessment.goals.all().delete()
    open_section("check")
    page.get_by_role("button", name="送审", exact=True).click()
    page.get_by_role("heading", name="送审未完成").wait_for()

    assert problems() == []


def test_axe_finds_nothing_in_a_conflict_an_error_and_a_dialog(page, open_section, problems, assessment):
    project = assessment.projects.get()
    open_section("projects")
    Project.objects.filter(pk=project.pk).update(office="财务科")
    page.locator(f"#id_project-{project.pk}-office").fill("综合科")
    expect(page.locator(f"#project-{project.pk}-note")).to_contain_text("财务科")
    assert problems() == []
    page.locator(f"[data-menu=project-{project.pk}]").click()
    assert problems() == []
    page.keyboard.press("Escape")
    page.locator(f"#id_project-{project.pk}-purpose").press("Control+Enter")
    assert problems() == []
    open_section("budget")
    page.locator("[name$=-spent]").first.fill("六百万")
    expect(page.locator("#save-state")).to_have_text("有错误，未保存")
    assert problems() == []
