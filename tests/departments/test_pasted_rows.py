"""A pasted block in one request: the same verdicts, locks and audit events as row by row."""

import re

import pytest
from django.db import transaction

from departments.models import BudgetLine, Project

HTMX = {"HX-Request": "true"}


@pytest.fixture
def block(signed_in, preparer, assessment):
    """What the page posts of every budget line and two new ones: `block(**changes)`."""
    client = signed_in(preparer)
    address = f"/assessments/{assessment.pk}/budget/"
    rows = client.get(address).context["rows"]

    def posts():
        for row in rows:
            shown = {f"{row.token}-{x.name}": x.value() for x in row.form if x.name != "DELETE"}
            yield (
                row.token,
                {name: "" if x is None else str(x) for name, x in shown.items()}
                | {f"{row.token}-base": row.base},
            )

    def data(**changes):
        found = dict(posts())
        for token, own in found.items():
            own |= {f"{token}-{field}": x for field, x in changes.get(token.replace("-", "_"), {}).items()}
        for number in (1, 2):
            token = f"budget_line-n{number}"
            found[token] = {
                f"{token}-uid": f"{number}" * 32, f"{token}-category": "project",
                f"{token}-project": "new:新项目", f"{token}-source": ("appropriation", "other")[number - 1],
                f"{token}-initial": "100", f"{token}-adjustment": "0", f"{token}-spent": "90",
            }  # fmt: skip
        return found

    def together(found, **more):
        whole = {"rows": list(found), "each": "1"} | {k: v for own in found.values() for k, v in own.items()}
        return client.post(address, whole | more, headers=HTMX).content.decode()

    def alone(found):
        answers = [client.post(address, {"rows": [x]} | own, headers=HTMX) for x, own in found.items()]
        return "".join(x.content.decode() for x in answers)

    return data, together, alone


def verdicts(answer):
    return dict(re.findall(r'id="(budget_line-\w+)-state"[^>]*data-state="(\w+)"', answer))


def told(assessment):
    """The events without the rows' keys and times."""
    return [
        (x.verb, x.target, [(c["field"], c["old"], c["new"]) for c in x.changes])
        for x in assessment.audit_events.order_by("pk")
    ]


def test_the_verdicts_and_the_record_are_those_of_single_rows(block, assessment):
    data, together, alone = block
    first, second, third = BudgetLine.objects.filter(assessment=assessment)
    changes = {
        f"budget_line_{first.pk}": {"spent": "5"},
        f"budget_line_{second.pk}": {"initial": "不是数"},
        f"budget_line_{third.pk}": {"spent": "6", "base": "0" * 64},
    }
    found = data(**changes)
    with transaction.atomic():
        one = verdicts(alone(found)), told(assessment)
        transaction.set_rollback(True)
    both = verdicts(together(found)), told(assessment)

    assert list(both[0].values()) == ["saved", "error", "stale", "saved", "saved"]
    assert both == one
    assert Project.objects.filter(name="新项目").count() == 1
    assert BudgetLine.objects.filter(project__name="新项目").count() == 2


def test_sent_again_nothing_is_added_twice(block, assessment):
    data, together, _ = block
    together(data())
    count = BudgetLine.objects.filter(assessment=assessment).count()
    together(data())

    assert BudgetLine.objects.filter(assessment=assessment).count() == count == 5
