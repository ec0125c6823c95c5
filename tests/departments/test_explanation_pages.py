"""评分依据: every score opens its formula, figures, rule, clause and rounding."""

from decimal import Decimal

from departments import queries
from departments.scoring.scorecard import score
from departments.scoring.trace import replay
from tests import factories


def present(assessment):
    return f"/assessments/{assessment.pk}/scores/"


def frozen(submission):
    return f"/submissions/{submission.pk}/scores/"


def main(response):
    return response.content.decode().partition("<main")[2]


def test_every_line_is_explained_by_a_table(signed_in, preparer, assessment):
    page = signed_in(preparer).get(present(assessment)).content.decode()

    for card in score(queries.facts_for(assessment)):
        for trace in (card.execution_trace, *(line.trace for line in card.lines)):
            for name, text in trace.rows:
                assert f'<th scope="row">{name}</th><td>{text}</td>' in page
            assert replay(trace) == trace.result


def test_a_line_without_score_says_why(signed_in, preparer, assessment):
    row = factories.indicator(assessment.goals.get(), "无目标值", target="")
    page = signed_in(preparer).get(present(assessment)).content.decode()
    assert "未得分：目标值未填写" in page
    assert f'id="indicator:{row.pk}"' in page


def test_the_frozen_one_does_not_change(signed_in, preparer, reviewer, submission):
    client = signed_in(reviewer)
    before = main(client.get(frozen(submission)))
    submission.assessment.budget_lines.update(spent=1)

    assert main(client.get(frozen(submission))) == before
    assert "分值 × min(1, 实际完成值 ÷ 目标值)" in before


def test_who_sees_them(signed_in, stranger, reviewer, submission):
    assert signed_in(stranger).get(present(submission.assessment)).status_code == 404
    assert signed_in(stranger).get(frozen(submission)).status_code == 404
    assert signed_in(reviewer).get(present(submission.assessment)).status_code == 404
    assert signed_in(reviewer).get(frozen(submission)).status_code == 200


def test_a_fixed_number_of_queries(
    signed_in, preparer, assessment, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(preparer)
    with django_assert_max_num_queries(20) as first:
        client.get(present(assessment))
    for _ in range(20):
        factories.indicator(assessment.goals.get(), weight=Decimal(1))
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(present(assessment))
