"""The overview tells who wrote in each section last."""

from departments import editing, last_edits
from departments.audit import change
from tests import factories


def edited(assessment, section, *, by):
    editing.finish(assessment, section, [change("第1行", "分值", None, "5")], by=by)


def test_each_section_names_its_last_writer(assessment, department):
    first, second = (factories.member(department, "preparer", name=name) for name in ("王敏", "李强"))
    edited(assessment, "budget", by=first)
    edited(assessment, "budget", by=second)
    edited(assessment, "texts", by=first)

    found = {key: event.actor_name for key, event in last_edits.of_sections(assessment).items()}

    assert found == {"budget": "李强", "texts": "王敏"}


def test_the_overview_shows_them(client, assessment, preparer):
    edited(assessment, "budget", by=preparer)
    client.force_login(preparer)

    page = client.get(f"/assessments/{assessment.pk}/").content.decode()

    assert "最近修改" in page
    assert f"{preparer.name}，" in page
