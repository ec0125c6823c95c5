"""One reported figure under two names is refused, both named."""

import pytest

from departments.assessment_file import AssessmentFileError, dump, load
from tests.validation.test_checks import stated


@pytest.mark.parametrize(("key", "name"), [("total", "总得分"), ("grade", "评价等级")])
def test_a_figure_reported_under_two_names_is_refused(key, name):
    facts = stated(**{key: "99", name: "98"})
    schemes = {scheme.key: scheme for scheme in (facts.scheme, facts.project_scheme) if scheme}

    with pytest.raises(AssessmentFileError) as refused:
        load(dump(facts), schemes)

    assert [(x.path, x.found) for x in refused.value.problems] == [("reported", f"“{key}”和“{name}”")]


def test_one_name_is_enough():
    facts = stated(总得分="98")
    schemes = {scheme.key: scheme for scheme in (facts.scheme, facts.project_scheme) if scheme}

    assert load(dump(facts), schemes).reported == {"总得分": "98"}
