"""What switches a protection off stands nowhere, or on a list with its reason."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder in ("departments", "reports", "perfeval", "templates", "static/js")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".html", ".js") and "migrations" not in path.parts
]
FORBIDDEN = {
    "text that is not escaped": r"\|\s*safe\b|\bmark_safe\b|\bSafeString\(|autoescape off|\bhtml_safe\b",
    "SQL past the ORM": r"\.raw\(|\.extra\(|\bRawSQL\b|\.cursor\(",
    "a form without its token": r"\bcsrf_exempt\b",
    "code out of text": r"(?<![.\w])(eval|exec)\(|new Function|setTimeout\(\s*[\"'`]|javascript:",
    "objects out of text": r"\bpickle\b|\bmarshal\b|yaml\.load|\bshelve\b",
    "a shell": r"shell\s*=\s*True|os\.system|os\.popen",
    "text put into a page as HTML": r"\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write\(",
    "an inline handler, script or style": r"<[^>{}]*\son[a-z]+=|<script>|<style|<[^>{}]*\sstyle=",
    "another's page that knows ours": r'target="_blank"(?![^>]*rel="noopener)',
    "a header of proxies believed": r"USE_X_FORWARDED_HOST|SECURE_PROXY_SSL_HEADER",
    "a call out": r"\burlopen\b|\brequests\.(get|post)\b|\bhttpx\b|\baiohttp\b|\bsmtplib\b",
}
ALLOWED = {
    ("SQL past the ORM", "departments/scoring/trace.py"): "`raw` is the unrounded value of a formula",
    ("SQL past the ORM", "departments/audit/capture.py"): "makes triggers; names come from the models",
    ("SQL past the ORM", "departments/audit/chain.py"): "locks the chain; constant statement",
    ("SQL past the ORM", "departments/audit/guards.py"): "makes triggers; constant statements",
    ("SQL past the ORM", "departments/audit/images.py"): "takes what the triggers noted; constant statements",
    ("SQL past the ORM", "departments/backup/counters.py"): "counters of keys; names come from the models",
    ("SQL past the ORM", "departments/backup/restoring.py"): "empties a table of a constant list",
    ("SQL past the ORM", "departments/backup/tables.py"): "names come from the models, values are parameters",
    ("SQL past the ORM", "perfeval/metrics.py"): "the size of the database; constant statements",
    ("SQL past the ORM", "departments/models/stored.py"): "statements of the ORM; values are parameters",
    ("SQL past the ORM", "departments/separation.py"): "makes triggers; constant statements",
    ("SQL past the ORM", "departments/statements.py"): "statements of the ORM; values are parameters",
    ("an inline handler, script or style", "reports/formats/word/watermark.py"): "VML inside a Word file",
    ("text put into a page as HTML", "static/js/help.js"): "an answer of our own server, escaped there",
    ("text put into a page as HTML", "static/js/rows.js"): "a <template> of the page itself",
    ("another's page that knows ours", "templates/departments/outline/outline_form.html"): "our own preview",
    ("another's page that knows ours", "templates/departments/scheme/scheme_form.html"): "our own preview",
}


def found(name):
    pattern = re.compile(FORBIDDEN[name])
    return {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if any(pattern.search(line) for line in path.read_text(encoding="utf-8").splitlines())
    }


@pytest.mark.variations
@pytest.mark.parametrize("name", FORBIDDEN)
def test_stands_only_where_it_is_allowed(name):
    assert found(name) == {path for what, path in ALLOWED if what == name}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("text that is not escaped", "{{ text | safe }}"),
        ("SQL past the ORM", "User.objects.raw(sql)"),
        ("a form without its token", "@csrf_exempt"),
        ("code out of text", "eval(text)"),
        ("an inline handler, script or style", '<a href="#" onclick="go()">'),
        ("an inline handler, script or style", '<p class="x" style="color: red">'),
        ("another's page that knows ours", '<a href="x" target="_blank">'),
    ],
)
def test_would_be_found(name, line):
    assert re.search(FORBIDDEN[name], line)


def test_workbooks_are_written_in_one_place():
    """`SafeWorkbook.put` and `csv_lines` write text as text; no other module makes a workbook or a CSV."""
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if path.suffix == ".py"
        and re.search(r"\bWorkbook\(\)(?<!SafeWorkbook\(\))|csv\.writer", path.read_text())
    }

    assert makers == {"reports/formats/workbook.py", "reports/formats/csv_lines.py"}
