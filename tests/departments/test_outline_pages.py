"""报告提纲 on pages of ours: moved about, told what is wrong, kept as a new version; the old one stays."""

from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from departments import outline_fit, outline_saving
from departments.forms.outline import OutlineForm
from departments.models import AuditEvent, FiscalYear, Outline, Section
from reports import documents
from tests import factories


@pytest.fixture
def row(fiscal_year) -> Outline:
    return fiscal_year.outline


@pytest.fixture
def free(row) -> Outline:
    """A version that nothing rests on."""
    key = f"{row.key}-v2"
    return Outline.objects.create(key=key, title="新提纲", data=row.data | {"key": key, "title": "新提纲"})


def posted(row: Outline, **changed: Any) -> QueryDict:
    """What the form posts when only these boxes were changed; None leaves a box out."""
    form = OutlineForm(row=row)
    boxes = {name: form[name].value() for name in form.fields}
    boxes |= {x.add_prefix(name): x[name].value() for x in form.blocks for name in x.fields}
    boxes |= {"seen": outline_saving.fingerprint(row)} | {k.replace("__", "-"): v for k, v in changed.items()}
    data = QueryDict(mutable=True)
    for name, value in boxes.items():
        if value not in (False, None):
            data[name] = "on" if value is True else str(value)
    data.setlist("block", changed.get("block") or [x.token for x in form.blocks])
    return data


def edit(client, row, **changed):
    url = reverse("departments:outline_edit", args=[row.pk])
    return client.post(url, posted(row, **changed).urlencode(), "application/x-www-form-urlencoded")


def number_of(row: Outline, section: str) -> int:
    return next(n for n, x in enumerate(row.data["blocks"], 1) if x.get("section") == section)


def test_nothing_changed_is_the_same_outline(db):
    factories.outline()
    for row in Outline.objects.all():
        form = OutlineForm(posted(row), row=row)
        assert form.is_valid(), (row.key, form.problems)
        assert form.data_of_outline == row.data


def test_every_version_is_listed_with_the_years_that_use_it(signed_in, manager, fiscal_year, submission):
    page = signed_in(manager).get(reverse("departments:outline_list")).content.decode()

    assert str(fiscal_year) in page
    assert '<td class="num">1</td>' in page
    assert "未使用" in page


def test_a_list_asks_the_same_number_of_queries(
    signed_in, manager, authority, django_assert_max_num_queries, fiscal_year
):
    client = signed_in(manager)
    client.get(reverse("departments:outline_list"))
    for year in (2021, 2022, 2023):
        factories.fiscal_year(authority, year=year)

    with django_assert_max_num_queries(12):
        client.get(reverse("departments:outline_list"))


def test_a_used_outline_stays_and_a_new_version_is_made(signed_in, manager, row, submission):
    before = dict(row.data)

    answer = edit(signed_in(manager), row, key=f"{row.key}-v2", subtitle="（2026版）")

    made = Outline.objects.get(key=f"{row.key}-v2")
    assert answer.url == reverse("departments:outline", args=[made.pk])
    assert made.data == before | {"key": made.key, "subtitle": "（2026版）"}
    row.refresh_from_db()
    assert row.data == before
    event = AuditEvent.objects.last()
    assert (event.verb, event.target) == ("set_up_add", f"报告提纲 {made.key}")
    assert {x["field"] for x in event.changes} == {"标识", "副标题"}


def test_documents_of_a_year_are_the_same_bytes_after_its_outline_was_edited(
    signed_in, manager, row, submission
):
    def drawn() -> bytes:
        submission.refresh_from_db()
        return documents.DOCUMENTS["docx"].render(documents.content_of_submission(submission), None)

    before = drawn()

    edit(signed_in(manager), row, key=f"{row.key}-v2", b1__text="一、别的标题")
    made = Outline.objects.get(key=f"{row.key}-v2")
    FiscalYear.objects.filter(pk=submission.assessment.fiscal_year_id).update(outline=made)

    assert drawn() == before


def test_margins_and_fonts_are_stated_where_they_differ_from_the_standard(signed_in, manager, free):
    client = signed_in(manager)
    answer = edit(client, free, page_top="25", page_left="28", page_right="", page_body="songti")
    free.refresh_from_db()

    assert free.data["page"] == {"top": 25, "body": "songti"}
    assert "页边距（毫米）上25、下35、左28、右26" in client.get(answer["Location"]).content.decode()
    assert "版式" in str(AuditEvent.objects.latest("pk").changes)


def test_a_margin_that_leaves_no_room_is_told(signed_in, manager, free):
    answer = edit(signed_in(manager), free, page_top="5", page_body="comic")
    free.refresh_from_db()

    assert answer.status_code == 422
    assert "page" not in free.data
    told = answer.content.decode()
    assert "应为20至50的整数。" in told
    assert "请从列表中选择。" in told


def test_a_version_that_nothing_rests_on_is_changed_in_its_place(signed_in, manager, free):
    answer = edit(signed_in(manager), free, b1__text="一、自评结论（新）")

    assert answer.url == reverse("departments:outline", args=[free.pk])
    free.refresh_from_db()
    assert free.data["blocks"][0]["text"] == "一、自评结论（新）"
    assert AuditEvent.objects.last().verb == "set_up_change"


def test_a_version_taken_into_use_meanwhile_is_left_alone(signed_in, manager, free, fiscal_year):
    data = posted(free, b1__text="一、改过")
    FiscalYear.objects.filter(pk=fiscal_year.pk).update(outline=free)

    url = reverse("departments:outline_edit", args=[free.pk])
    signed_in(manager).post(url, data.urlencode(), "application/x-www-form-urlencoded")

    stem = free.key.removesuffix("-v2")
    assert Outline.objects.get(key=f"{stem}-v3").data["blocks"][0]["text"] == "一、改过"
    free.refresh_from_db()
    assert free.data["blocks"][0]["text"] != "一、改过"


def test_two_managers_do_not_overwrite_each_other(signed_in, manager, free):
    client = signed_in(manager)
    late = posted(free, subtitle="（后来的）")
    edit(client, free, subtitle="（先来的）")

    url = reverse("departments:outline_edit", args=[free.pk])
    answer = client.post(url, late.urlencode(), "application/x-www-form-urlencoded")

    assert answer.status_code == 409
    assert "别人改过这个版本" in answer.content.decode()
    assert "（后来的）" in answer.content.decode()
    late["seen"] = answer.context["seen"]
    client.post(url, late.urlencode(), "application/x-www-form-urlencoded")
    free.refresh_from_db()
    assert free.data["subtitle"] == "（后来的）"


def test_every_fault_is_told_at_once_with_its_place(signed_in, manager, row):
    number = number_of(row, "key_work")
    texts = {f"b{number}__{name}": value for name, value in FAULTS.items()}

    answer = edit(signed_in(manager), row, b1__text="一、{总得分}", **texts)
    first = answer.content.decode()
    answer = edit(signed_in(manager), row, document_title="", b1__text="", b1__heading="9")

    name = row.data["blocks"][number - 1]["title"]
    for fault in (
        f"第{number}块（文字“{name}”）·底稿</a>：“每个科室：”不能识别",
        "没有名为{总的分}的数据或格式",
        f"第{number}块（文字“{name}”）·最少字数</a>：为900，应不大于最多字数",
        "不能用{总得分}，这里只能用{year}、{department}。",
    ):
        assert fault in first
    second = answer.content.decode()
    assert answer.status_code == 422
    for fault in (
        "文件标题（一行一行印）</a>：不能空白",
        "级别</a>：请从列表中选择",
        "标题文字（连同序号）</a>：不能空白",
    ):
        assert fault in second
    assert Outline.objects.count() == 2


FAULTS = {"draft": "每个科室：{总的分}", "shortest": "900", "longest": "300"}


@pytest.mark.variations
@pytest.mark.parametrize("length", ["0", "-1", "一百", "1e3", "99999"])
def test_a_length_that_is_none_is_told(signed_in, manager, row, length):
    answer = edit(signed_in(manager), row, **{f"b{number_of(row, 'key_work')}__longest": length})

    assert "最多字数</a>：应为1至20000的整数。" in answer.content.decode()


def test_a_key_is_given_once(signed_in, manager, row):
    answer = edit(signed_in(manager), row, key="dongxihu-2020")

    assert answer.status_code == 422
    assert "标识“dongxihu-2020”已有" in answer.content.decode()


def acted(client, row, act, **headers):
    data = posted(row, subtitle="没保存的")
    data["act"] = act
    url = reverse("departments:outline_edit", args=[row.pk])
    return client.post(url, data.urlencode(), "application/x-www-form-urlencoded", **headers)


@pytest.mark.variations
@pytest.mark.parametrize(
    ("act", "first"),
    [
        ("down:b1", ["b2", "b1", "b3"]),
        ("up:b3", ["b1", "b3", "b2"]),
        ("up:b1", ["b1", "b2", "b3"]),
        ("remove:b2", ["b1", "b3", "b4"]),
        ("remove:b999", ["b1", "b2", "b3"]),
        ("nonsense", ["b1", "b2", "b3"]),
    ],
)
def test_blocks_move_and_go_without_being_saved(signed_in, manager, row, act, first):
    before = dict(row.data)

    answer = acted(signed_in(manager), row, act)

    assert [x.prefix for x in answer.context["form"].blocks][:3] == first
    assert "没保存的" in answer.content.decode()
    row.refresh_from_db()
    assert (row.data, Outline.objects.count()) == (before, 2)


def test_a_block_is_added_below_another_and_gets_the_focus(signed_in, manager, row):
    answer = acted(signed_in(manager), row, "add:b1:section", headers={"HX-Request": "true"})

    new = answer.context["form"].blocks[1]
    assert (new.kind, new.prefix) == ("section", f"b{len(row.data['blocks']) + 1}")
    assert new["section"].value().startswith("t-")
    page = answer.content.decode()
    assert f'id="block-{new.prefix}"' in page
    assert "autofocus" in page
    assert "<html" not in page


@pytest.mark.parametrize("block", ["x", "heading:", "heading:b1:2", "admin:b1", "heading:b99999999"])
def test_what_is_no_block_is_left_out(signed_in, manager, row, block):
    answer = edit(signed_in(manager), row, block=[block])

    assert answer.status_code == 422
    assert "提纲至少要有一块内容" in answer.content.decode()


@pytest.mark.parametrize("name", ["outline_list", "outline", "outline_edit"])
def test_who_keeps_no_outlines_is_refused(signed_in, preparer, row, name):
    args = [] if name == "outline_list" else [row.pk]

    assert signed_in(preparer).get(reverse(f"departments:{name}", args=args)).status_code == 403


# --- tried on what was submitted --------------------------------------------------------------


def without(row: Outline, section: str, **more: Any) -> Outline:
    blocks = [x for x in row.data["blocks"] if x.get("section") != section]
    return Outline(key="try", data=row.data | {"blocks": [*blocks, *more.get("new", [])]})


def test_texts_without_a_place_and_new_ones_are_told(submission, row):
    new = [
        {"section": "a", "title": "有底稿的", "draft": "总得分{总得分}分。"},
        {"section": "b", "title": "没有底稿的"},
    ]
    fit = outline_fit.fit(submission, without(row, "key_work", new=new))

    assert [title for title, _ in fit.homeless] == ["重点工作"]
    assert (fit.drafted, fit.blank) == (("有底稿的",), ("没有底稿的",))
    assert fit.facts.sections["a"] == "总得分{总得分}分。"


def test_texts_of_the_wrong_length_are_told(submission, row):
    blocks = [x | {"shortest": 9000} if x.get("section") == "key_work" else x for x in row.data["blocks"]]

    fit = outline_fit.fit(submission, Outline(key="try", data=row.data | {"blocks": blocks}))

    assert [x.place for x in fit.findings] == ["文字说明／重点工作"]
    assert "不少于9000字" in fit.findings[0].message


def test_the_preview_shows_both_documents_of_what_is_typed(signed_in, manager, row, submission):
    data = posted(row, b1__text="一、全新的开头")
    data["submission"] = str(submission.pk)
    url = reverse("reports:outline_preview", args=[row.pk])

    page = signed_in(manager).post(url, data.urlencode(), "application/x-www-form-urlencoded")

    now, _, new = page.content.decode().partition('aria-label="新提纲的文件"')
    assert row.data["blocks"][0]["text"] in now
    assert "一、全新的开头" in new
    assert "每段文字都有位置" in now
    assert page.content.decode().count("<h1") == 1
    assert Outline.objects.count() == 2


def test_what_is_wrong_is_told_instead_of_a_preview(signed_in, manager, row, submission):
    data = posted(row, b1__text="")
    url = reverse("reports:outline_preview", args=[row.pk])

    page = signed_in(manager).post(url, data.urlencode(), "application/x-www-form-urlencoded")

    assert page.status_code == 422
    assert "改好下面的问题才能预览" in page.content.decode()


def test_a_submission_is_found_by_the_name_of_its_department(signed_in, manager, row, submission):
    client, url = signed_in(manager), reverse("reports:outline_preview", args=[row.pk])
    name = submission.assessment.department_name

    assert client.get(url, {"q": name[:2]}).context["submission"] == submission
    assert "没有名称含“月球”的部门" in client.get(url, {"q": "月球"}).content.decode()


def test_a_submission_out_of_sight_is_not_found(signed_in, manager, row, submission):
    url = reverse("reports:outline_preview", args=[row.pk])

    assert signed_in(manager).get(url, {"submission": submission.pk + 1}).status_code == 404
    assert signed_in(manager).get(url, {"submission": "x"}).status_code == 404


def test_the_year_offers_versions_by_title_and_key(signed_in, manager, fiscal_year, free):
    page = signed_in(manager).get(reverse("departments:year_update", args=[fiscal_year.pk])).content.decode()

    assert f"新提纲（{free.key}）" in page


def test_a_length_of_the_outline_stops_a_submission(assessment, row):
    from departments import precheck, queries
    from departments.scoring.scorecard import score

    section = assessment.sections.get(key="key_work") if assessment.sections.filter(key="key_work") else None
    section = section or Section.objects.create(assessment=assessment, key="key_work", text="重点工作很多。")
    blocks = [x | {"longest": 3} if x.get("section") == "key_work" else x for x in row.data["blocks"]]
    Outline.objects.filter(pk=row.pk).update(data=row.data | {"blocks": blocks})
    assessment.refresh_from_db()

    facts = queries.facts_for(type(assessment).objects.get(pk=assessment.pk))
    found = {x.check for x in precheck.findings_of(facts, score(facts))}

    assert "check_texts_are_as_long_as_asked" in found
