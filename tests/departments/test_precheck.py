"""能通过吗: the page's verdict is what 送审 answers, whatever stands in the self-assessment."""

import os
import random
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from departments import queries, workflow
from departments.models import Explanation, Indicator
from departments.scoring.measures import Measure
from departments.scoring.scorecard import score
from departments.validation import findings_in
from departments.views.panel import Panel
from tests import factories

ROUNDS = 60


@pytest.fixture
def chance():
    """Random numbers whose seed is printed: PRECHECK_SEED=… repeats them."""
    seed = int(os.environ.get("PRECHECK_SEED", random.SystemRandom().randrange(10**9)))
    sys.stdout.write(f"PRECHECK_SEED={seed}\n")
    return random.Random(seed)  # noqa: S311 - figures for a test


def verdict(assessment):
    return Panel.of(type(assessment).objects.get(pk=assessment.pk)).verdict


def answer(assessment, preparer):
    """What 送审 says: its findings, the reason why not, or nothing; undone afterwards."""
    try:
        with transaction.atomic():
            workflow.submit(assessment, by=preparer)
            transaction.set_rollback(True)
    except workflow.NotReady as not_ready:
        return "", tuple(not_ready.findings)
    except workflow.NotAllowed as reason:
        return str(reason), ()
    return "", ()


def disturb(assessment, chance):
    """Something is typed, emptied, moved or explained, as chance has it."""
    row = chance.choice(Indicator.objects.filter(goal__assessment=assessment))
    change = chance.choice(
        [
            lambda: setattr(
                row, "weight", chance.choice([None, Decimal(40), Decimal(39), Decimal("12.345")])
            ),
            lambda: setattr(
                row, "actual_measure", Measure.read(chance.choice(["", "0", "75", "100", "9月前"]))
            ),
            lambda: setattr(row, "deviation_reason", chance.choice(["", "无", "部分项目落地推迟"])),
            lambda: setattr(row, "improvement", chance.choice(["", "加快推进"])),
            lambda: setattr(row, "method", chance.choice(["at_least", "at_most", "manual", "qualitative"])),
            lambda: assessment.budget_lines.filter(category="operating").update(
                spent=chance.choice([Decimal(0), Decimal(1_500_000), Decimal(2_500_000)])
            ),
            lambda: (
                assessment.sections.order_by("?").first() and assessment.sections.update(text="如实完成。")
            ),
            lambda: assessment.explanations.filter(pk__in=assessment.explanations.values("pk")[:1]).delete(),
            lambda: explain_some(assessment, chance),
        ]
    )
    change()
    row.save()


def explain_some(assessment, chance):
    facts = queries.facts_for(assessment)
    for finding in findings_in(facts, score(facts)):
        if chance.random() < 0.8:
            said = queries.explained(finding) | {"text": "已核实。"}
            Explanation.objects.update_or_create(
                assessment=assessment, ident=queries.explains(finding), defaults=said
            )


@pytest.mark.slow
def test_the_verdict_is_what_submitting_answers(preparer, assessment, chance):
    seen = set()
    for number in range(ROUNDS):
        with transaction.atomic():
            for _ in range(number % 4):
                disturb(assessment, chance)
            if chance.random() < 0.4:
                factories.explain_everything(assessment)
            said = verdict(assessment)
            obstacle, findings = answer(assessment, preparer)
            transaction.set_rollback(True)

        assert (said.obstacle, said.stopping) == (obstacle, findings)
        assert said.passes == (not obstacle and not findings)
        seen.add(said.passes)
    assert seen == {True, False}


@pytest.mark.parametrize(("opens", "closes"), [(1, 9), (-9, -1)])
def test_outside_the_window_both_say_so(preparer, assessment, fiscal_year, opens, closes):
    today = timezone.localdate()
    fiscal_year.opens = fiscal_year.due = today + timedelta(opens)
    fiscal_year.closes = today + timedelta(closes)
    fiscal_year.save()
    assessment.refresh_from_db()

    said = verdict(assessment)

    assert "不在填报期内" in said.obstacle
    assert answer(assessment, preparer) == (said.obstacle, ())
    assert not said.passes


def test_what_is_submitted_cannot_be_submitted(preparer, submission):
    said = verdict(submission.assessment)
    assert (
        answer(submission.assessment, preparer)[0]
        == said.obstacle
        == ("现在是“已送审”状态，不能送审，请刷新页面。")
    )


def test_the_answer_counts_and_links(signed_in, preparer, assessment):
    url = f"/assessments/{assessment.pk}/precheck/"
    client = signed_in(preparer)
    assert "可以送审" in client.get(url).content.decode()

    row = Indicator.objects.first()
    Indicator.objects.filter(pk=row.pk).update(actual=None)
    Explanation.objects.all().delete()
    shown = client.get(url).content.decode()

    stopping = verdict(assessment)
    assert f"还有{stopping.errors}个错误、{stopping.unexplained}条提示待说明" in shown
    assert f'/indicators/#id_indicator-{row.pk}-actual_measure"' in shown


def test_strangers_and_reviewers_find_nothing(signed_in, stranger, assessment):
    assert signed_in(stranger).get(f"/assessments/{assessment.pk}/precheck/").status_code == 404


def test_the_answer_is_a_fixed_number_of_queries(
    signed_in, preparer, assessment, django_assert_max_num_queries, django_assert_num_queries
):
    client, url = signed_in(preparer), f"/assessments/{assessment.pk}/precheck/"
    with django_assert_max_num_queries(20) as first:
        client.get(url)
    for _ in range(20):
        factories.indicator(assessment.goals.get(), weight=Decimal(1))
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(url)
