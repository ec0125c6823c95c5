"""What the permission matrix says, page by page.

Seven letters, one for each state of `world.STATES` (draft, signing, submitted, recommended, returned,
approved, published); one letter alone holds for all of them.

r  answered, and nothing of the business is written
w  carried out, or refused for what was sent and not for who sent it
x  refused: 403, or for a verb 409, and nothing is written
-  404, and nothing is written
m  no such method: 405
n  answered, but nothing is written
l  led to the page where one signs in
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from departments.models import EnrolmentImport, TreasuryImport

from .world import AUTHORITY, ELSEWHERE, OWN, SIGNED_IN, add_remark

Rows = dict[str, str]


def everybody(letter: str) -> Rows:
    """The same for all who are signed in."""
    return dict.fromkeys(SIGNED_IN, letter)


def own(letters: str) -> Rows:
    """The department's own people; nobody else knows of it."""
    return everybody("-") | dict.fromkeys(OWN, letters)


def seen(own_letters: str, reviewer: str, manager: str) -> Rows:
    """Own people, the authority's reviewer and the assigned firm's, its manager; nobody else knows of it."""
    return own(own_letters) | {"reviewer": reviewer, "firm reviewer": reviewer, "manager": manager}


def only(letter: str, *roles: str, others: str = "x") -> Rows:
    """These roles, wherever they hold them."""
    return everybody(others) | dict.fromkeys(roles, letter)


def no_method() -> Rows:
    return everybody("m")


@dataclass(frozen=True)
class Page:
    """What GET and POST answer, how the address is filled in, and what is posted."""

    get: Rows
    post: Rows
    address: Callable[[Any], dict[str, Any]] = lambda papers: {}
    data: Callable[[Any], dict[str, Any]] = lambda papers: {}
    public: str = "l"
    """What who has not signed in gets; two letters where GET and POST differ, seven for GET by state."""
    is_once: bool = False
    """The states make no difference."""
    before: Callable[[Any], object] | None = None
    """Done before each question, and taken back with it."""

    @property
    def has_steps(self) -> bool:
        """A letter of the steps within 已送审 differs from that of the state."""
        rows = [x for x in (*self.get.values(), *self.post.values()) if len(x) > 1]
        return any(len({*letters[1:4]}) > 1 for letters in rows)


def _assessment(papers):
    return {"pk": papers.assessment.pk}


def _submission(papers):
    return {"pk": papers.submission.pk}


def _upload(papers):
    return {"pk": papers.upload.pk}


def _file(papers):
    return {"pk": papers.assessment.pk, "file": papers.file.pk}


def _monitoring(papers):
    return {"pk": papers.monitoring.pk}


def _round(papers):
    return {"pk": papers.monitoring.round_id}


def _batch(papers):
    return {"pk": papers.batch.pk}


def _remark(papers):
    return {"pk": papers.remark.pk}


def _followed(papers):
    return {"pk": papers.submission.pk, "remark": papers.remark.pk}


WRITES = "wxxxwxx"
"""While the department may write."""
READ, WRITTEN = own("r"), own(WRITES)
LEFT = "-rrrrrr"
"""Once it has left its department."""
VISIBLE = seen("r", LEFT, LEFT)
REVIEWED = seen("x", "-xwwxxx", "-xwwxxx")
REVIEWS = ("reviewer", "manager", "other reviewer", "foreign reviewer", "foreign manager")
MANAGES = ("manager", "foreign manager")
PUBLISHED = "------r"
"""For everybody, and only once it is published."""


RECTIFY = only("r", *OWN, *AUTHORITY, others="-")


def _item(papers):
    return {"pk": papers.item.pk}


def _result(papers):
    year = papers.assessment.fiscal_year.year
    return {"year": year, "code": papers.assessment.department.code}


def open_to_all(letters, address=lambda papers: {}, **more):
    return Page(everybody(letters), no_method(), address, **more)


def entry(address=_assessment):
    return Page(READ, WRITTEN, address)


def read(rows, address, **more):
    return Page(rows, no_method(), address, **more)


def posted(rows, address, **more):
    return Page(no_method(), rows, address, **more)


LATEST = 10**15
"""An event later than any: nothing was written after it."""


def verb(name, **letters):
    """Who sees the self-assessment but may not is refused."""
    rows = seen("x", "-xxxxxx", "-xxxxxx") | letters
    return posted(
        rows, lambda papers: {"pk": papers.assessment.pk, "verb": name},
        data=lambda papers: {"sha256": papers.submission.sha256, "reason": "数据有误", "cause": "figures",
                             "seen": LATEST},
    )  # fmt: skip


VERBS = {
    "submit": verb("submit", preparer="wxxxwxx"),
    "withdraw": verb("withdraw", preparer="xwwxxxx", head="xwwxxxx"),
    "sign": verb("sign", head="xwxxxxx"),
    "recommend": verb("recommend", **dict.fromkeys(("reviewer", "firm reviewer"), "-xwxxxx")),
    "approve": verb("approve", manager="-xxwxxx"),
    "return_for_revision": verb(
        "return_for_revision", head="xwxxxxx", **dict.fromkeys(("firm reviewer", *AUTHORITY), "-xwwxxx")
    ),
    "publish": verb("publish", manager="-xxxxwx"),
    "reopen": verb("reopen", manager="-xxxxwx"),
    "unpublish": verb("unpublish", manager="-xxxxxw"),
}

DEPARTMENTS = {
    "alive": Page(everybody("r"), no_method(), is_once=True),
    "desk": Page(everybody("r"), no_method(), is_once=True),
    "assessment_detail": read(VISIBLE, _assessment),
    "submission_list": read(VISIBLE, _assessment),
    **{name: entry() for name in ("basics", "budget", "projects", "indicators", "texts", "evidence")},
    "sourced_lines": entry(),
    "sourced_line_depart": posted(
        WRITTEN, lambda papers: _assessment(papers) | {"line": 0}, data=lambda papers: {}
    ),
    "evidence_ties": posted(WRITTEN, _file),
    "evidence_delete": posted(WRITTEN, _file),
    "evidence_file": read(READ, lambda papers: _file(papers) | {"how": "download"}),
    "carry_over": Page(own("rxxxrxx"), WRITTEN, _assessment),
    "library": Page(
        own("rxxxrxx"), WRITTEN, _assessment,
        lambda papers: {"goal": papers.goal.pk, "indicator": _library_key()},
    ),
    "check": read(READ, _assessment),
    "precheck": read(READ, _assessment),
    "explain": posted(WRITTEN, _assessment),
    "explain_alike": posted(WRITTEN, _assessment),
    "scores": read(READ, _assessment),
    "presence": posted(own("n"), lambda papers: _assessment(papers) | {"section": "budget"}),
    "part": posted(WRITTEN, _assessment, data=lambda papers: {"part": "budget", "done": "1"}),
    "remarks": read(READ, _assessment),
    "receipt": read(VISIBLE, _submission),
    "changes": read(VISIBLE, _submission),
    "submission_detail": read(VISIBLE, _submission),
    "frozen_scores": read(VISIBLE, _submission),
    "frozen_file": read(
        VISIBLE, lambda papers: _submission(papers) | {"sha256": papers.file.sha256, "how": "download"}
    ),
    "reviewed_lines": Page(seen("rxxxrrr", LEFT, LEFT), REVIEWED, _submission),
    "reviewed_rest": posted(REVIEWED, _submission),
    "reviewed_repeat": posted(REVIEWED, _submission),
    "remark_add": posted(REVIEWED, _submission, data=lambda papers: {"key": "", "text": "请核实"}),
    "remark_answer": posted(
        seen(WRITES, "-xxxxxx", "-xxxxxx"), _remark, before=add_remark,
        data=lambda papers: {"text": "已核实"},
    ),
    "remark_take_back": posted(
        seen("x", "-xxxxxx", "-xxxxxx") | {"reviewer": "-xwwxxx"}, _followed, before=add_remark,
    ),
    **{
        f"remark_{name}": posted(REVIEWED, _followed, before=add_remark, data=lambda papers: {"text": "再查"})
        for name in ("ask", "resolve", "reopen")
    },
    "waivers": Page(
        seen("r", LEFT, "r"), seen("x", "-xxxxxx", "w"), _assessment, lambda papers: {"check": "x"}
    ),
    "waiver_revoke": posted(
        seen("x", "-xxxxxx", "w"), lambda papers: _assessment(papers) | {"waiver": papers.waiver.pk}
    ),
    "unlock": posted(
        only("n", "security_admin") | {"foreign manager": "-"}, lambda papers: {"pk": papers.person.pk},
        is_once=True,
    ),
    "end_sign_ins": posted(
        only("n", "security_admin") | {"foreign manager": "-"}, lambda papers: {"pk": papers.person.pk},
        is_once=True,
    ),
    "second_factor_reset": Page(
        only("r", "security_admin") | {"foreign manager": "-"},
        only("n", "security_admin") | {"foreign manager": "-"},
        lambda papers: {"pk": papers.person.pk},
        is_once=True,
    ),
    "api_client_list": Page(
        only("r", "manager", "foreign manager", "security_admin"),
        only("n", "manager", "foreign manager"), is_once=True,
    ),
    "api_client_revoke": posted(
        only("-", "manager", "foreign manager", "security_admin"), lambda papers: {"pk": 0}, is_once=True
    ),
    "reopen_ask": posted(
        seen("x", LEFT.replace("r", "x"), LEFT.replace("r", "x")) | {"head": "xxxxxww"}, _assessment,
        data=lambda papers: {"text": "数据有误", "cause": "figures"},
    ),
    "reopen_decide": posted(
        only("-----ww", "manager", others="-"), lambda papers: {"pk": papers.reopen.pk},
        data=lambda papers: {"grant": "1"},
    ),
    "deputies": Page(everybody("r"), everybody("n"), is_once=True),
    "deputy_take_back": posted(
        only("w", "manager", others="-"), lambda papers: {"pk": papers.lent.pk}, is_once=True
    ),
    "webhook_list": Page(
        only("r", "manager", "foreign manager", "security_admin"),
        only("n", "manager", "foreign manager"), is_once=True,
    ),
    "webhook_deliveries": read(
        only("-", "manager", "foreign manager", "security_admin"), lambda papers: {"pk": 0}, is_once=True
    ),
    **{
        f"webhook_{name}": posted(
            only("-", "manager", "foreign manager", "security_admin"), lambda papers: {"pk": 0}, is_once=True
        )
        for name in ("stop", "again")
    },
    "verify": Page(everybody("r"), everybody("r"), public="r", is_once=True),
    "audit": Page(only("r", "audit_admin", "security_admin"), no_method(), is_once=True),
    "audit_event": Page(
        only("r", "audit_admin", "security_admin"),
        no_method(),
        lambda papers: {"number": papers.event},
        is_once=True,
    ),
    **{
        name: Page(only("r", *REVIEWS), no_method(), is_once=True)
        for name in ("findings_by_rule", "findings_by_department", "finding_list", "waiver_list")
    },
    "monitoring_list": Page(everybody("r"), only("w", *MANAGES), is_once=True),
    "monitoring": Page(own("r"), own("w"), _monitoring, is_once=True),
    "monitoring_verb": posted(
        own("w"), lambda papers: _monitoring(papers) | {"name": "submit"}, is_once=True
    ),
    "monitoring_rectify": Page(own("x"), own("x"), _monitoring, is_once=True),
    "monitoring_round": Page(
        only("r", "manager", others="-"), only("w", "manager", others="-"), _round, is_once=True
    ),
    "monitoring_urge": posted(only("w", "manager", others="-"), _round, is_once=True),
    "sample_list": Page(only("r", *REVIEWS), only("w", *REVIEWS), is_once=True),
    "sample": Page(
        only("r", *AUTHORITY, others="-"), no_method(), lambda papers: {"pk": papers.sample.pk}, is_once=True
    ),
    "assignments": Page(
        only("r", "manager", others="-"), only("n", "manager", others="-"),
        lambda papers: {"pk": papers.year.pk}, is_once=True,
    ),
    "rectifications": Page(only("r", *OWN, *AUTHORITY, *ELSEWHERE), no_method(), is_once=True),
    "rectification": read(RECTIFY, _item, is_once=True),
    "rectification_files": posted(
        only("w", *OWN, others="-") | {"reviewer": "x", "manager": "x"}, _item, is_once=True
    ),
    "rectification_file": read(
        RECTIFY, lambda papers: _item(papers) | {"file": papers.file.pk, "how": "download"}, is_once=True
    ),
    "rectification_step": posted(
        only("w", *OWN, others="-") | {"reviewer": "x", "manager": "x"},
        lambda papers: _item(papers) | {"step": "plan"}, data=lambda papers: {"text": "已安排整改"},
        is_once=True,
    ),
    "rectify": Page(
        seen("x", "-rrrrrr", "-rrrrrr") | {"firm reviewer": "-xxxxxx"},
        seen("x", "-wwwwww", "-wwwwww") | {"firm reviewer": "-xxxxxx"}, _submission,
        lambda papers: {"problem": "依据不足", "requirement": "补充依据", "due": str(localdate())},
    ),
    "extension": Page(
        own("r") | {"manager": "r"}, own("w") | {"manager": "x"}, _assessment,
        lambda papers: {"until": "2100-01-01", "reason": "搬迁"},
    ),
    "extension_answer": posted(
        own("x") | {"manager": "w"}, lambda papers: _assessment(papers) | {"asked": papers.longer.pk},
        data=lambda papers: {"granted": "0", "text": "理由不足"},
    ),
    "notice_list": Page(everybody("r"), no_method(), is_once=True),
    "notice_read": Page(no_method(), everybody("n"), is_once=True),
    "notice_mail": Page(no_method(), everybody("n"), is_once=True),
    "notice_open": Page(
        only("r", "preparer", others="-"), no_method(), lambda papers: {"pk": papers.notice.pk}, is_once=True
    ),
    "review_list": Page(everybody("r"), no_method(), is_once=True),
    "review_bulk": posted(
        everybody("n") | {"head": "nwnnnnn"} | dict.fromkeys(("firm reviewer", *AUTHORITY), "nnwwnnn"),
        lambda papers: {},
        data=lambda papers: {
            "chosen": papers.submission.pk, "verb": "return_for_revision", "reason": "有误", "confirmed": "1"
        },
    ),
}  # fmt: skip

REPORTS = {
    "findings": Page(only("r", *REVIEWS), no_method(), is_once=True),
    "remarks": read(seen("rxxxrrr", LEFT, LEFT), _submission),
    "monitoring_document": read(
        own("r"), lambda papers: _monitoring(papers) | {"extension": "xlsx"}, is_once=True
    ),
    "monitoring_batch": Page(
        only("r", "manager", others="-"),
        only("w", "manager", others="-"),
        _round,
        lambda papers: {"formats": "xlsx"},
        is_once=True,
    ),
    "preview": read(READ, _assessment),
    "public_result": open_to_all(PUBLISHED, _result, public=PUBLISHED),
    "public_document": open_to_all(PUBLISHED, _result, public=PUBLISHED),
    **{
        name: open_to_all("r", public="rm", is_once=True)
        for name in ("public_list", "open_data", "open_data_csv", "open_data_json")
    },
    **{
        name: Page(only("r", *MANAGES), no_method(), is_once=True)
        for name in (
            "overview",
            "overview_document",
            "overview_list",
            "overview_money",
            "overview_parents",
            "saved_views",
            "overview_indicators",
            "ranking",
        )
    },
    "saved_view_new": Page(
        only("r", *MANAGES),
        only("w", *MANAGES),
        lambda papers: {"page": "list"},
        lambda papers: {"name": "逾期"},
        is_once=True,
    ),
    "saved_view": Page(
        only("r", "manager") | {"foreign manager": "-"},
        only("w", "manager") | {"foreign manager": "-"},
        lambda papers: {"pk": papers.view.pk},
        lambda papers: {"name": "逾期"},
        is_once=True,
    ),
    "saved_view_delete": posted(
        only("w", "manager") | {"foreign manager": "-"}, lambda papers: {"pk": papers.view.pk}, is_once=True
    ),
    "overview_indicator": Page(only("-", *MANAGES), no_method(), is_once=True),
    "rectifications": Page(only("r", *OWN, *AUTHORITY, *ELSEWHERE), no_method(), is_once=True),
    "urge": posted(only("w", *MANAGES), lambda papers: {}, is_once=True),
    "batch_list": Page(only("r", *MANAGES, "audit_admin"), no_method(), is_once=True),
    "batch_new": Page(
        only("r", *MANAGES),
        only("w", *MANAGES),
        lambda papers: {"kind": "documents"},
        lambda papers: {"states": "submitted", "formats": "pdf"},
        is_once=True,
    ),
    **{
        f"batch_{name}": Page(only("r", "manager", others="-"), no_method(), _batch, is_once=True)
        for name in ("detail", "file")
    },
    "batch_progress": Page(only("r", "manager", others="-"), no_method(), _batch, public="lm", is_once=True),
    **{
        f"batch_{name}": posted(only("w", "manager", others="-"), _batch, is_once=True)
        for name in ("retry", "cancel")
    },
    "public_preview": read(seen("x", "-xxxxxx", "-----rr"), _assessment),
    "audit_export": Page(
        only("r", "audit_admin", "security_admin"),
        no_method(),
        lambda papers: {"extension": "csv"},
        is_once=True,
    ),
    "draft_document": read(READ, lambda papers: _assessment(papers) | {"extension": "pdf"}),
    "workbook_download": read(READ, _assessment),
    "workbook_upload": entry(),
    "import_detail": read(READ, _upload),
    **{f"import_{name}": posted(WRITTEN, _upload) for name in ("columns", "confirm", "undo", "discard")},
    "import_returned": read(READ, _upload),
    "submission_preview": read(VISIBLE, _submission),
    "document": read(VISIBLE, lambda papers: _submission(papers) | {"extension": "pdf"}),
}

PLAIN = {
    "healthz": Page(everybody("r"), no_method(), public="rm", is_once=True),
    "readyz": Page(everybody("r"), no_method(), public="rm", is_once=True),
    "metrics": Page(everybody("-"), no_method(), public="-m", is_once=True),
    "login": Page(everybody("r"), everybody("r"), public="r", is_once=True),
    "second_step": Page(everybody("l"), everybody("l"), is_once=True),
    "second_factor": Page(everybody("r"), no_method(), is_once=True),
    "second_factor_remove": Page(everybody("n"), everybody("n"), lambda papers: {"pk": 1}, is_once=True),
    **{
        f"second_factor_{name}": Page(everybody("r"), everybody("n"), is_once=True)
        for name in ("confirm", "app", "key", "codes")
    },
    "sign_ins": Page(everybody("r"), no_method(), is_once=True),
    "sign_in_end": Page(everybody("-"), everybody("-"), lambda papers: {"number": "0"}, is_once=True),
    "sign_ins_end_others": Page(everybody("r"), everybody("n"), is_once=True),
    "api:openapi-json": Page(everybody("r"), everybody("r"), public="r", is_once=True),
    "api:api-root": Page(everybody("-"), everybody("-"), public="-", is_once=True),
    **{
        f"api:{name}": Page(everybody("n"), no_method(), public="nm", is_once=True)
        for name in ("years", "departments", "assessments", "submissions", "results")
    },
    "api:submission": Page(everybody("n"), no_method(), _submission, public="nm", is_once=True),
    "api:document": Page(
        everybody("n"),
        no_method(),
        lambda papers: _submission(papers) | {"extension": "pdf"},
        public="nm",
        is_once=True,
    ),
    "password_change": Page(everybody("r"), everybody("n"), is_once=True),
    "logout": Page(no_method(), everybody("l"), public="ml", is_once=True),
    "departments:alive": Page(everybody("r"), no_method(), is_once=True),
}


def _library_key():
    from departments import library

    return library.library()[0].key


YEARS_ROWS = only("r", *MANAGES) | {"foreign manager": "-"}


def _year(papers):
    return {"pk": papers.year.pk}


def _of_a_year(post="m", **more):
    """For the manager of the year; another authority's manager is told nothing of it."""
    posts = no_method() if post == "m" else only(post, "manager") | {"foreign manager": "-"}
    return Page(YEARS_ROWS, posts, _year, is_once=True, **more)


YEARS = {
    "year_list": Page(only("r", *MANAGES), no_method(), is_once=True),
    "year_create": Page(only("r", *MANAGES), only("w", *MANAGES), is_once=True),
    "year": _of_a_year(),
    "year_update": _of_a_year("w"),
    "year_start": _of_a_year("w"),
    "year_delete": _of_a_year("w"),
    "year_act": Page(
        no_method(), only("w", "manager") | {"foreign manager": "-"}, _year,
        lambda papers: {"act": "issue", "all": "1"}, is_once=True,
    ),
}  # fmt: skip


def _treasury(papers):
    year, person = papers.year, papers.person
    upload = TreasuryImport.objects.filter(fiscal_year=year).first()
    content = {"title": "表", "head": 1, "headings": [], "rows": []}
    upload = upload or TreasuryImport.objects.create(
        fiscal_year=year, name="国库.xlsx", sha256="", content=content, lines=1, uploaded_by=person
    )
    return {"pk": upload.pk}


def _scheme(papers):
    return {"pk": papers.year.scheme_id}


SCHEMES = {
    "scheme_list": Page(only("r", *MANAGES), no_method(), is_once=True),
    "scheme": Page(only("r", *MANAGES), no_method(), _scheme, is_once=True),
    "scheme_edit": Page(only("r", *MANAGES), only("w", *MANAGES), _scheme, is_once=True),
    "scheme_impact": Page(no_method(), only("w", *MANAGES), _scheme, is_once=True),
}


def _outline(papers):
    return {"pk": papers.year.outline_id}


OUTLINES = {
    "outline_list": Page(only("r", *MANAGES), no_method(), is_once=True),
    "outline": Page(only("r", *MANAGES), no_method(), _outline, is_once=True),
    "outline_edit": Page(only("r", *MANAGES), only("w", *MANAGES), _outline, is_once=True),
}
ENROLS = (*MANAGES, "system_admin")
UPLOADERS = {x: only("-", *ENROLS) | {"manager": x} for x in "rw"}
"""One's own uploads; others who enrol know of none."""


def _enrolment(papers):
    person = papers.batch.requested_by
    upload, _ = EnrolmentImport.objects.get_or_create(name="部门.xlsx", sha256="", uploaded_by=person)
    return {"pk": upload.pk}


ENROLMENT = {
    "enrolment": Page(only("r", *ENROLS), only("w", *ENROLS), is_once=True),
    "enrolment_template": Page(only("r", *ENROLS), no_method(), is_once=True),
    "new_passwords": Page(only("r", *ENROLS), only("w", *ENROLS), is_once=True),
    "enrolment_import": Page(UPLOADERS["r"], no_method(), _enrolment, is_once=True),
    "enrolment_act": Page(
        no_method(), UPLOADERS["w"], _enrolment, lambda papers: {"act": "preview"}, is_once=True
    ),
    "enrolment_confirm": Page(no_method(), only("w", *ENROLS), is_once=True),
}
REPLAYS = {
    name: Page(only("r", *MANAGES), no_method(), _scheme, is_once=True)
    for name in ("replay", "replay_workbook")
}

TREASURY = {
    "treasury": _of_a_year("w"),
    "treasury_import": Page(YEARS_ROWS, no_method(), _treasury, is_once=True),
    **{
        f"treasury_{name}": Page(
            no_method(), only("w", "manager") | {"foreign manager": "-"}, _treasury, is_once=True
        )
        for name in ("columns", "preview", "confirm", "discard")
    },
}

PAGES: dict[str, Page] = (
    {f"departments:{name}": page for name, page in DEPARTMENTS.items()}
    | {f"departments:verb {name}": page for name, page in VERBS.items()}
    | {f"departments:{name}": page for name, page in YEARS.items()}
    | {f"departments:{name}": page for name, page in (SCHEMES | OUTLINES).items()}
    | {"reports:outline_preview": Page(only("r", *MANAGES), only("w", *MANAGES), _outline, is_once=True)}
    | {f"reports:{name}": page for name, page in (ENROLMENT | REPLAYS | TREASURY).items()}
    | {f"reports:{name}": page for name, page in REPORTS.items()}
    | PLAIN
)
