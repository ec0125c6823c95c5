import copy
from decimal import Decimal

import pytest

from departments.scoring.schemes import SHIPPED, Scheme, SchemeError, load_scheme, load_schemes

from .builders import HUBEI, NATIONAL


@pytest.fixture
def data():
    return copy.deepcopy(dict(NATIONAL.data))


def test_three_schemes_are_shipped():
    schemes = load_schemes()

    assert {key: (str(x.execution_weight), str(x.indicator_weight)) for key, x in schemes.items()} == {
        "hubei-department-2020": ("20", "80"),
        "hubei-project-2020": ("20", "80"),
        "national-project-2020": ("10", "90"),
    }
    assert schemes["national-project-2020"].level1_weights == {
        "产出指标": Decimal(50),
        "效益指标": Decimal(30),
        "满意度指标": Decimal(10),
    }
    assert schemes["hubei-project-2020"].tier_band("partial").lower == Decimal(50)
    assert schemes["national-project-2020"].tier_band("partial").lower == Decimal(60)


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"), ("90", "优"), ("89.995", "优"), ("89.994", "良"), ("89.99", "良"), ("89.5", "良"),
        ("80", "良"), ("79.995", "良"), ("79.99", "中"), ("60", "中"), ("59.99", "差"), ("0", "差"),
    ],
)  # fmt: skip
def test_grade_bands_are_half_open(total, grade):
    assert HUBEI.grade_of(Decimal(total)) == grade


def test_every_total_has_exactly_one_grade():
    grades = [HUBEI.grade_of(Decimal(cents).scaleb(-2)) for cents in range(10_001)]

    assert grades == ["差"] * 6000 + ["中"] * 2000 + ["良"] * 1000 + ["优"] * 1001


@pytest.mark.parametrize("scheme", [HUBEI, NATIONAL])
def test_every_share_lies_in_exactly_one_tier(scheme):
    for cents in range(10_001):
        share = Decimal(cents).scaleb(-2)
        assert sum(band.holds(share) for band in scheme.tiers) == 1, share


WRONG = [
    (lambda d: d.pop("grades"), "缺少键：grades"),
    (lambda d: d.update(bonus="5"), "未知的键：bonus"),
    (lambda d: d.update(execution_weight="20"), "合计应为100，实际为110"),
    (lambda d: d.update(execution_weight=10), "execution_weight"),
    (lambda d: d.update(execution_weight="NaN"), "execution_weight"),
    (lambda d: d.update(execution_weight="-10"), "execution_weight"),
    (lambda d: d.update(title=" "), "title"),
    (lambda d: d.update(kind="city"), "kind"),
    (lambda d: d.update(key="../x"), "key"),
    (lambda d: d.update(equal_rule="maybe"), "equal_rule"),
    (lambda d: d.update(form="local"), "form（项目表式）：应为national或hubei，实际为local"),
    (lambda d: d.update(overachievement_ratio="99"), "overachievement_ratio"),
    (lambda d: d.update(overachievement_deduction="101"), "overachievement_deduction"),
    (lambda d: d.update(grades=[]), "grades"),
    (lambda d: d["grades"].reverse(), "由高到低"),
    (lambda d: d["grades"].pop(), "以0结束"),
    (lambda d: d["grades"][1].update(at_least="90"), "不重复"),
    (lambda d: d["grades"][1].update(grade="优"), "重复"),
    (lambda d: d["grades"][0].update(colour="red"), "grades[1]"),
    (lambda d: d["grades"][0].update(at_least=90), "grades[1].at_least"),
    (lambda d: d["tiers"][0].update(lower="85"), "首尾相接"),
    (lambda d: d["tiers"][0].update(upper="99"), "首尾相接"),
    (lambda d: d["tiers"].reverse(), "tiers"),
    (lambda d: d["tiers"].pop(), "tiers"),
    (lambda d: d["level1_weights"].update(产出指标="60"), "level1_weights（一级指标分值）合计应为90"),
    (lambda d: d.update(level1_weights=[]), "level1_weights"),
    (lambda d: d["clauses"].pop("manual"), "缺少manual"),
    (lambda d: d["clauses"].update(magic="x"), "magic"),
    (lambda d: d["clauses"].update(manual=""), "clauses.manual"),
    (lambda d: d.update(clauses=None), "clauses"),
]


@pytest.mark.parametrize(("spoil", "words"), WRONG)
def test_a_wrong_scheme_is_refused_with_the_place(data, spoil, words):
    spoil(data)

    with pytest.raises(SchemeError) as refused:
        Scheme.load(data)

    assert words in str(refused.value)


def test_all_problems_are_listed_at_once(data):
    del data["title"]
    data["bonus"] = "5"
    data["execution_weight"] = 10

    with pytest.raises(SchemeError) as refused:
        Scheme.load(data)

    assert len(refused.value.problems) == 3


@pytest.mark.parametrize("data", [None, [], "x", 5])
def test_a_scheme_that_is_no_object_is_refused(data):
    with pytest.raises(SchemeError, match=r"^内容应为对象，实际为(空|\[\]|\"x\"|5)$"):
        Scheme.load(data)


@pytest.mark.parametrize("key", ["../secrets", "nothing-here", "", "A", "a/b"])
def test_only_schemes_of_the_folder_are_loaded(key):
    with pytest.raises(SchemeError):
        load_scheme(key)


def test_form_is_hubei_where_the_scheme_says_so(data):
    del data["form"]

    assert Scheme.load(data).form == "national"
    assert {key: x.form for key, x in load_schemes().items()} == {
        "hubei-department-2020": "hubei",
        "hubei-project-2020": "hubei",
        "national-project-2020": "national",
    }


def test_files_are_named_by_their_key():
    assert all(
        scheme.key == path.stem for path in SHIPPED.glob("*.json") for scheme in [load_scheme(path.stem)]
    )
