"""Copied texts and the pages of findings, with 100 and with 10,000 departments: ./dev bench copying [TIMES]

Every department has submitted a text, with set phrases in it, and twenty findings. The last department is
checked with six texts, of which one was copied from another. DATABASE_URL=postgres://… measures PostgreSQL.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median
from typing import Any

from .databases import databases, ready, use

FEW, MANY = 100, 10_000
SECTIONS, CHARACTERS, FINDINGS = 6, 800, 20
CHUNK = 500
LETTERS = (
    "水利教育交通卫生农业改革创新服务监督检查乡村振兴企业培训设备项目资金群众满意建设维护巡查安全生产环境宣传"
)
SHARED = (
    "各科室分工负责，按季度调度进展，年底集中验收，验收结果作为下一年度安排资金的参考，并向社会公开。" * 3
)


def text(seed: int) -> str:
    """A text of its own between words that every department writes."""
    return SHARED + "".join(random.Random(seed).choices(LETTERS, k=CHARACTERS)) + SHARED  # noqa: S311


def texts(department: int, keys: list[str]) -> dict[str, str]:
    return {key: text(department + number * 2 * MANY) for number, key in enumerate(keys)}


def fill(departments: int) -> tuple[Any, Any, Any]:
    """The database; a self-assessment of which one text is a copy, its facts, and the manager."""
    from departments import queries
    from tests import factories

    authority = factories.authority()
    year = factories.fiscal_year(authority)
    mine = factories.complete_assessment(factories.department("末局", parent=authority), year)
    keys = [block["section"] for block in year.outline.text_blocks()][:SECTIONS]
    crowd(year, keys[:1], departments, factories.user())
    for key, words in (texts(MANY, keys) | {keys[0]: text(departments // 2)}).items():
        mine.sections.update_or_create(key=key, defaults={"text": words})
    return mine, queries.facts_for(mine), factories.member(authority, "manager")


def crowd(year: Any, keys: list[str], upto: int, person: Any) -> None:
    """So many departments, each with a submission of texts and findings."""
    from departments.models import Assessment, Department

    held: Counter[int] = Counter()
    numbers = iter(range(upto))
    while some := list(islice(numbers, CHUNK)):
        made = Department.objects.bulk_create(
            Department(
                code=f"9{x:08d}",
                name=f"单位{x}",
                parent=year.authority,
                path=f"{year.authority.path}9{x:08d}/",
            )
            for x in some
        )
        rows = Assessment.objects.bulk_create(
            Assessment(
                department=x,
                department_name=x.name,
                fiscal_year=year,
                status="approved",
                approved_by=person,
                approved_at=moment(),
            )
            for x in made
        )
        submit(dict(zip(some, rows, strict=True)), year, keys, person, held)


def moment() -> Any:
    from django.utils import timezone

    return timezone.now()


def submit(rows: dict[int, Any], year: Any, keys: list[str], person: Any, held: Counter[int]) -> None:
    """What 送审 leaves of each, written at once."""
    from departments import filed_figures
    from departments.models import FiledFigures, Submission, SubmittedFinding
    from departments.rulebook import RULES

    rules = list(RULES)
    found = [
        {
            "check": rules[n * 3],
            "severity": "warning",
            "place": f"第{n}处",
            "found": "1",
            "expected": "2",
            "message": "有误。",
        }
        for n in range(FINDINGS)
    ]
    same = {
        "scheme": year.scheme,
        "project_scheme": year.project_scheme,
        "outline": year.outline,
        "number": 1,
    }
    made = Submission.objects.bulk_create(
        Submission(
            assessment=row, facts={"sections": texts(x, keys)}, findings=found,
            scorecards=[], explanations=[],
            sha256=f"{x:064d}", total=90, execution_rate=90, budget=1, spent=1, submitted_by=person, **same,
        )
        for x, row in rows.items()
    )  # fmt: skip
    SubmittedFinding.objects.bulk_create(
        SubmittedFinding(
            submission=row, assessment=row.assessment, fiscal_year=year, number=n, check_name=x["check"],
            severity=x["severity"], handled="explained",
        )
        for row in made
        for n, x in enumerate(found)
    )  # fmt: skip
    FiledFigures.objects.bulk_create(
        FiledFigures(
            assessment=row.assessment, submission=row, fiscal_year=year, first_sent=row.submitted_at.date(),
            **{name: getattr(row, name) for name in filed_figures.COLUMNS}, **filed_figures.counted(row),
        )
        for row in made
    )  # fmt: skip
    file(made, year, held)


def file(made: list[Any], year: Any, held: Counter[int]) -> None:
    """The texts and their shingles, no more of each than `copied` keeps."""
    from departments import copied
    from departments.models import FiledShingle, FiledText
    from departments.validation.copying import shingles

    phrases = copied._phrases(year.outline.texts())
    filed = FiledText.objects.bulk_create(
        FiledText(
            assessment=row.assessment, submission=row, key=key, sha256=str(row.pk), filed_at=row.submitted_at
        )
        for row in made
        for key in row.facts["sections"]
    )
    words = (words for row in made for words in row.facts["sections"].values())
    kept = []
    for row, own in zip(filed, words, strict=True):
        for shingle in shingles(own) - phrases:
            if shingle % copied.SAMPLED == 0 and held[shingle] < copied.COMMON:
                held[shingle] += 1
                kept.append(FiledShingle(shingle=shingle, text=row))
    FiledShingle.objects.bulk_create(kept, batch_size=5_000)


def actions(mine: Any, facts: Any, manager: Any) -> dict[str, Callable[[], Any]]:
    """What is measured."""
    from django.test import Client

    from departments import copied

    client = Client(HTTP_HOST="localhost")
    client.force_login(manager)
    pages = {
        "by rule": "/findings/",
        "by department": "/findings/departments/",
        "one by one": "/findings/list/",
        "last page": "/findings/list/?page=999999",
    }

    def compare() -> None:
        (found,) = copied.find(mine, facts)
        assert found.likeness.share == 100

    def opened(address: str) -> Callable[[], Any]:
        def get() -> None:
            assert client.get(address).status_code == 200

        return get

    return {"compare six texts": compare} | {name: opened(address) for name, address in pages.items()}


def main(times: int = 15) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        with databases(folder, "few", "many") as names:
            taken: dict[str, dict[int, list[float]]] = {}
            for departments, name in zip((FEW, MANY), names.values(), strict=True):
                use(name)
                for label, action in actions(*fill(departments)).items():
                    action()
                    taken.setdefault(label, {})[departments] = [measured(action) for _ in range(times)]
    for line in report(taken):
        print(line)  # noqa: T201


def measured(action: Callable[[], Any]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def report(taken: dict[str, dict[int, list[float]]]) -> Iterator[str]:
    yield f"ms at best and median, {FEW} and {MANY:,} departments, a text and {FINDINGS} findings of each"
    for label, sides in taken.items():
        few, many = sides[FEW], sides[MANY]
        yield (
            f"{label:18} {min(few):7.1f} {median(few):7.1f}   {min(many):7.1f} {median(many):7.1f}   "
            f"ratio {min(many) / min(few):.2f}"
        )


if __name__ == "__main__":
    import sys

    main(*(int(argument) for argument in sys.argv[1:2]))
