"""评分方案 on pages of ours: a change is a new version, tried on what was submitted before."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from departments import rule_replay
from departments.forms.scheme import SchemeForm
from departments.models import AuditEvent, ScoringScheme
from departments.scoring.schemes import Scheme
from tests import factories

STRICTER = {
    "execution_weight": "30",
    "indicator_weight": "70",
    "from-3": "70",
    "overachievement_ratio": "120",
}
THRESHOLDS = {
    "limit-green": "95", "limit-yellow": "70", "limit-gap": "8", "month-1": "6", "pace-1": "45.5",
}  # fmt: skip


@pytest.fixture
def row(fiscal_year) -> ScoringScheme:
    return fiscal_year.scheme


def posted(row, **changed):
    """What the form posts when only these cells were changed."""
    form = SchemeForm(base=row.data, initial={"key": f"{row.key}-v2", "version": "2.0"})
    return {name: form[name].value() or "" for name in form.fields} | changed


def edit(client, row, **changed):
    return client.post(reverse("departments:scheme_edit", args=[row.pk]), posted(row, **changed))


def test_a_version_reads_in_words(signed_in, manager, row):
    page = signed_in(manager).get(reverse("departments:scheme", args=[row.pk])).content.decode()

    for words in ("20分", "90分及以上", "80分及以上，不到90分", "50%及以上，不到80%", "四舍五入到2位小数"):
        assert words in page


def test_an_edit_is_a_new_version_and_the_old_one_stays(signed_in, manager, row, submission):
    before, client = dict(row.data), signed_in(manager)
    seen = edit(client, row, **STRICTER).context["impact"].seen

    answer = edit(client, row, **STRICTER, seen=seen)

    made = ScoringScheme.objects.get(key="hubei-department-2020-v2")
    assert answer.url == reverse("departments:scheme", args=[made.pk])
    assert (made.scheme.execution_weight, made.scheme.version) == (Decimal(30), "2.0")
    row.refresh_from_db()
    assert row.data == before
    event = AuditEvent.objects.last()
    assert (event.verb, event.target) == ("set_up_add", "评分方案 hubei-department-2020-v2")
    assert "execution_weight" in {x["field"] for x in event.changes}


def test_nothing_changed_is_the_same_scheme_under_a_new_key(row):
    form = SchemeForm(posted(row), base=row.data)

    assert form.is_valid(), form.errors
    assert form.data_of_scheme | {"key": row.key, "version": "1.0"} == row.data


MONITORING = {"green": "90", "yellow": "60", "gap": "5", "pace": [{"months": 9, "rate": "75"}]}


def with_data(row, **changed):
    row.data = row.data | changed
    row.key = row.data["key"] = f"{row.key}-own"
    row.pk = None
    row.save()
    return row


def test_what_the_form_does_not_ask_is_carried_over(signed_in, manager, row):
    base = with_data(row, monitoring=MONITORING)

    edit(signed_in(manager), base, **STRICTER)

    made = ScoringScheme.objects.get(key=f"{base.key}-v2")
    assert made.data["monitoring"] == MONITORING
    assert "monitoring" not in {x["field"] for x in AuditEvent.objects.last().changes}


def test_thresholds_of_monitoring_are_edited(signed_in, manager, row):
    page = signed_in(manager)
    told = page.get(reverse("departments:scheme", args=[row.pk])).content.decode()
    assert "通用标准" in told

    edit(page, row, **THRESHOLDS)

    made = ScoringScheme.objects.get(key="hubei-department-2020-v2")
    steps = [{"months": 6, "rate": "45.5"}]
    assert made.data["monitoring"] == {"green": "95", "yellow": "70", "gap": "8", "pace": steps}
    told = page.get(reverse("departments:scheme", args=[made.pk])).content.decode()
    assert "70%至95%为黄灯" in told
    assert "6月末45.5%" in told
    assert "通用标准" not in told


def test_thresholds_that_lack_a_part_are_told(signed_in, manager, row):
    for part in ({"limit-green": "95"}, {"month-1": "6", "pace-1": "40"}, THRESHOLDS | {"month-2": "9"}):
        answer = edit(signed_in(manager), row, **part)

        assert answer.status_code == 422
        assert "监控阈值：三个界限和至少一个月份的进度都要填" in answer.content.decode()


def test_a_scheme_without_form_is_edited_as_the_national_one(signed_in, manager, row):
    base = with_data(row)
    del base.data["form"]
    ScoringScheme.objects.filter(pk=base.pk).delete()
    base.pk = None
    base.save()

    edit(signed_in(manager), base)

    made = ScoringScheme.objects.get(key=f"{base.key}-v2")
    changed = {x["field"]: (x["old"], x["new"]) for x in AuditEvent.objects.last().changes}
    assert (made.scheme.form, changed["form"]) == ("national", (None, '"national"'))


def test_every_grade_and_weight_is_offered(row):
    grades = [{"grade": f"{n}级", "at_least": str(100 - n * 10)} for n in range(1, 11)]
    weights = {f"指标{n}": "10" for n in range(1, 9)}
    base = row.data | {"grades": grades, "level1_weights": weights}
    row.data = base

    form = SchemeForm(posted(row), base=base)

    assert form.is_valid(), form.errors
    assert (form.data_of_scheme["grades"], form.data_of_scheme["level1_weights"]) == (grades, weights)


def test_every_fault_of_the_whole_is_listed_at_once(signed_in, manager, row):
    answer = edit(
        signed_in(manager), row, execution_weight="30", full_lower="40", **{"from-2": "95", "from-4": "10"}
    )

    said = answer.content.decode()
    assert answer.status_code == 422
    for fault in ("合计应为100，实际为110", "下限应由高到低排列、不重复、以0结束", "每档下限应小于上限"):
        assert fault in said
    assert not re.search(r"[a-z]+（(预算执行率分值|绩效指标分值|评价等级|定性档次)）", said)


def test_what_is_no_number_is_told(signed_in, manager, row):
    wrong = {"indicator_weight": "八十", "limit-gap": "-5", "month-2": "13"}

    said = edit(signed_in(manager), row, **wrong).content.decode()

    assert "绩效指标分值：应为0至999的数字，最多4位小数，实际为“八十”" in said
    assert "执行率与进度相差几个百分点以内为黄灯：应为0至999的数字" in said
    assert "序时进度2的月份：应为1至12，实际为“13”" in said


@pytest.mark.parametrize(
    ("half", "told"),
    [
        ({"grade-1": ""}, "等级1：请填写，或把同一行的另一格也清空。"),
        ({"from-2": ""}, "等级2从多少分起：请填写，或把同一行的另一格也清空。"),
        (
            {f"{x}-{n}": "" for x in ("grade", "from") for n in range(1, 7)},
            "等级1：请至少填写一个等级和从多少分起。",
        ),
        ({"key": "中文"}, "标识：只能用字母、数字和连字符"),
        (
            {"level-1": "产出", "weight-1": "30", "level-2": "产出", "weight-2": "80"},
            "一级指标2：“产出”重复，每个一级指标只写一行。",
        ),
        ({"level-1": "产出指标"}, "一级指标1分值：请填写，或把同一行的另一格也清空。"),
    ],
)
def test_what_a_row_lacks_is_said_in_words(signed_in, manager, row, half, told):
    answer = edit(signed_in(manager), row, **half)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "grades[" not in answer.content.decode()


def test_a_key_is_given_once(signed_in, manager, row):
    answer = edit(signed_in(manager), row, key=row.key)

    assert answer.status_code == 422
    assert "已有" in answer.content.decode()


# --- replay ----------------------------------------------------------------------------------


@pytest.fixture
def stricter(row) -> ScoringScheme:
    """30 + 70, 中 from 78."""
    form = SchemeForm(posted(row, **STRICTER), base=row.data)
    assert form.is_valid(), form.errors
    data = form.data_of_scheme
    return ScoringScheme.objects.create(key=data["key"], title=data["title"], data=data)


def test_the_same_scheme_gives_the_same_score(submission, row):
    (found,) = rule_replay.replay(submission, row.scheme)

    assert (found.before, found.after, found.is_changed) == (Decimal("77.00"), Decimal("77.00"), False)


def test_another_scheme_moves_score_and_grade(submission, stricter):
    (found,) = rule_replay.replay(submission, stricter.scheme)

    assert (found.before, found.after, found.difference) == (
        Decimal("77.00"), Decimal("85.50"), Decimal("8.50"),
    )  # fmt: skip
    assert (found.grade_before, found.grade_after) == ("中", "良")


def test_projects_are_replayed_by_a_scheme_for_projects(submission, fiscal_year):
    found = list(rule_replay.replay(submission, fiscal_year.project_scheme.scheme))

    assert all(x.project and not x.is_changed for x in found)


def test_replaying_writes_nothing(signed_in, manager, submission, stricter):
    page = reverse("reports:replay", args=[stricter.pk])

    shown = signed_in(manager).get(page, {"year": submission.assessment.fiscal_year_id})

    assert (shown.context["done"], shown.context["changed"], shown.context["moved"]) == (1, 1, 1)
    submission.refresh_from_db()
    assert submission.total == Decimal("77.00")
    assert AuditEvent.objects.filter(verb="submit").count() == 1


def test_a_long_replay_comes_in_parts(signed_in, manager, submission, stricter, monkeypatch):
    monkeypatch.setattr("reports.views.replay.PART", 1)
    page = reverse("reports:replay", args=[stricter.pk])
    client = signed_in(manager)

    first = client.get(page, {"year": submission.assessment.fiscal_year_id})
    last = client.get(f"{page}?{first.context['next']}")

    assert first.context["next"]
    assert "progress" in first.content.decode()
    assert (last.context["next"], last.context["done"], last.context["moved"]) == ("", 1, 1)


def test_the_workbook_has_every_scorecard(signed_in, manager, submission, stricter):
    page = reverse("reports:replay_workbook", args=[stricter.pk])

    answer = signed_in(manager).get(page, {"year": submission.assessment.fiscal_year_id})

    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert rows[1][5:] == (77, 85.5, 8.5, "中", "良", "是")
    assert [x.number_format for x in sheet[2][5:8]] == ["0.00"] * 3
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_title_rows == "$1:$1"
    assert AuditEvent.objects.last().verb == "export"


def test_years_without_submissions_are_not_offered_for_a_replay(
    signed_in, manager, authority, submission, stricter
):
    client, empty = signed_in(manager), factories.fiscal_year(authority, year=2031)
    page = client.get(reverse("departments:scheme", args=[stricter.pk])).content.decode()

    assert f'<option value="{submission.assessment.fiscal_year_id}">' in page
    assert f'<option value="{empty.pk}">' not in page
    assert client.get(reverse("reports:replay", args=[stricter.pk])).context["total"] == 1


def test_a_draft_is_not_replayed(signed_in, manager, assessment, stricter):
    page = reverse("reports:replay", args=[stricter.pk])

    shown = signed_in(manager).get(page, {"year": assessment.fiscal_year_id})

    assert shown.context["total"] == 0


@pytest.mark.variations
@pytest.mark.parametrize("asked", ["x", "-1", "99999", "9" * 30])
def test_a_year_that_is_not_ones_own_is_not_found(signed_in, manager, row, asked):
    page = reverse("reports:replay", args=[row.pk])

    assert signed_in(manager).get(page, {"year": asked}).status_code == 404


def test_who_keeps_no_schemes_is_refused(signed_in, preparer, row):
    assert signed_in(preparer).get(reverse("departments:scheme", args=[row.pk])).status_code == 403


def test_every_shipped_scheme_survives_the_form(db):
    factories.scheme()
    for row in ScoringScheme.objects.all():
        form = SchemeForm(posted(row), base=row.data)
        assert form.is_valid(), (row.key, form.errors)
        assert Scheme.load(form.data_of_scheme).grades == row.scheme.grades
