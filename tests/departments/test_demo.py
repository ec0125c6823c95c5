"""The demo data: two published self-assessments, ready to work on, loaded as often as one likes."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from departments import access, catalogue, demo, queries, workflow
from departments.models import Assessment, FiscalYear, Outline, ScoringScheme, User
from departments.validation import findings_in

pytestmark = pytest.mark.slow


@pytest.fixture
def loaded(db):
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
    assert access.review_queue(User.objects.get(username="dxh-shenhe")).count() == 0


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


def test_the_command_lists_who_may_sign_in(db, capsys):
    call_command("load_demo")

    printed = capsys.readouterr().out
    assert "dxh-tianbao" in printed
    assert "hs-guanli" in printed
    assert demo.PASSWORD in printed


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


def test_made_up_departments_say_so_and_are_approved(loaded):
    others = Assessment.objects.filter(department__name__contains="虚构")

    assert [(row.department.name, row.status, row.note) for row in others.order_by("department__code")] == [
        ("演示一局（虚构）", "approved", "虚构数据，仅供演示。"),
        ("演示二局（虚构）", "approved", "虚构数据，仅供演示。"),
    ]


def test_a_monitoring_is_begun_and_a_job_waits(loaded, client):
    client.force_login(User.objects.get(username="dxh-guanli"))

    assert "演示一局（虚构）" in client.get("/monitoring/").content.decode()
    assert "2020年度，已审核" in client.get("/batches/").content.decode()
    client.force_login(User.objects.get(username="dxh-tianbao"))
    assert Assessment.objects.get(pk=loaded[0].pk).monitorings.get().indicators.count() == 3
