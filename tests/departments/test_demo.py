"""The demo data: two published self-assessments, ready to work on, loaded as often as one likes."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from departments import access, catalogue, demo, queries, workflow
from departments.models import (
    Assessment,
    FiledFigures,
    FiscalYear,
    Monitoring,
    Outline,
    Rectification,
    ScoringScheme,
    User,
)
from departments.monitoring.rows import rows_of
from departments.validation import findings_in
from tests.standing import may_stand

pytestmark = pytest.mark.slow


@may_stand
def loaded():
    return demo.load_demo()


def everything():
    """Every row of every table, as it is."""
    models = apps.get_app_config("departments").get_models()
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def test_loading_twice_changes_nothing(loaded):
    before = everything()

    again = demo.load_demo()

    assert [row.pk for row in again] == [row.pk for row in loaded]
    assert everything() == before


def test_what_people_did_stays(loaded):
    Assessment.objects.filter(pk=loaded[0].pk).update(contact="我的修改")
    User.objects.get(username="dxh-tianbao").set_password("another")

    demo.load_demo()

    assert Assessment.objects.get(pk=loaded[0].pk).contact == "我的修改"


def test_no_errors_only_what_is_explained(loaded):
    for assessment in loaded:
        facts = queries.facts_for(assessment)
        findings = findings_in(facts)
        explained = queries.explanations_of(assessment)

        assert [f for f in findings if f.severity == "error"] == []
        assert [f for f in findings if queries.explains(f) not in explained] == []


def test_one_is_a_draft_and_one_waits_for_review(loaded):
    assert [(str(row), row.status) for row in loaded] == [
        ("2020年度武汉市东西湖区商务局部门整体绩效自评", "draft"),
        ("2021年度黄石市商务局部门整体绩效自评", "submitted"),
    ]
    assert access.review_queue(User.objects.get(username="hs-shenhe")).count() == 1
    assert access.review_queue(User.objects.get(username="dxh-shenhe")).count() == 1


def test_the_draft_can_be_submitted(loaded):
    submission = workflow.submit(loaded[0], by=User.objects.get(username="dxh-tianbao"))

    assert (str(submission.total), submission.grade) == ("95.64", "优")


def test_everybody_of_the_demo_may_sign_in(loaded, client):
    for bureau in demo.BUREAUS:
        for suffix, *_ in demo.PEOPLE:
            form = {"username": f"{bureau.prefix}-{suffix}", "password": demo.PASSWORD}
            assert client.post("/accounts/login/", form).url == "/"
            assert client.get("/").status_code == 200
            client.logout()


def test_the_managers_of_the_demo_set_up(loaded, client):
    client.force_login(User.objects.get(username="dxh-guanli"))

    assert client.get("/admin/departments/department/").status_code == 200


def test_the_window_opens_again(loaded):
    FiscalYear.objects.update(opens="2021-01-04", due="2021-03-31", closes="2021-04-30")

    demo.load_demo()

    assert {year.closes >= timezone.localdate() for year in FiscalYear.objects.all()} == {True}


def test_the_catalogue_is_loaded_once_and_leaves_used_versions(loaded):
    assert catalogue.load_catalogue() == {"schemes": 0, "outlines": 0}

    ScoringScheme.objects.filter(key="national-project-2020").update(title="旧名", data={})
    Outline._base_manager.filter(key="huangshi-2021").update(data={})  # used by the submitted one

    assert catalogue.load_catalogue() == {"schemes": 1, "outlines": 0}
    assert Outline.objects.get(key="huangshi-2021").data == {}


def test_indicators_of_several_departments_can_be_put_together(loaded, client):
    client.force_login(User.objects.get(username="dxh-guanli"))

    page = client.get("/overview/indicators/").content.decode()

    assert "招商引资实际到位资金" in page


def test_made_up_departments_say_so_and_differ(loaded):
    rows = FiledFigures.objects.filter(assessment__department__name__contains="虚构")

    assert [
        (
            row.assessment.department.name,
            row.assessment.status,
            row.assessment.note,
            str(row.total),
            row.grade,
        )
        for row in rows.select_related("assessment__department").order_by("assessment__department__code")
    ] == [
        ("演示一局（虚构）", "published", "虚构数据，仅供演示。", "95.6400", "优"),
        ("演示二局（虚构）", "approved", "虚构数据，仅供演示。", "81.2200", "良"),
        ("演示三局（虚构）", "submitted", "虚构数据，仅供演示。", "91.6800", "优"),
        ("演示四局（虚构）", "approved", "虚构数据，仅供演示。", "72.1600", "中"),
    ]


def test_the_monitoring_has_every_light_and_one_table_that_is_only_begun(loaded):
    begun, *reported = Monitoring.objects.order_by("assessment__department__code")

    assert (begun.status, begun.indicators.count(), rows_of(begun).lights) == (
        "draft", 3, {"green": 1, "yellow": 1, "red": 1},
    )  # fmt: skip
    assert [(row.status, row.green, row.yellow, row.red) for row in reported] == [
        ("closed", 28, 0, 0), ("submitted", 14, 8, 6), ("submitted", 26, 2, 0), ("closed", 7, 7, 14),
    ]  # fmt: skip


def test_something_is_being_put_right(loaded):
    assert [row.status for row in Rectification.objects.order_by("pk")] == ["underway", "closing", "issued"]


def test_a_job_waits(loaded, client):
    client.force_login(User.objects.get(username="dxh-guanli"))

    assert "2020年度，已审核" in client.get("/batches/").content.decode()


def test_the_command_lists_who_may_sign_in(db, capsys):
    call_command("load_demo")

    printed = capsys.readouterr().out
    assert "dxh-tianbao" in printed
    assert "hs-guanli" in printed
    assert demo.PASSWORD in printed


def test_a_real_site_takes_no_demo_data(db, settings):
    settings.SECURE_SSL_REDIRECT = True

    with pytest.raises(CommandError, match="正式环境（PERFEVAL_HTTPS=1）不装演示数据"):
        call_command("load_demo")
    assert not User.objects.exists()
