"""The workflow against its model: whatever is clicked by whomever in whatever order, both say the same.

After each step: status, stage, the buttons of every person, submissions and their hashes, decisions, events.
"""

import random

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from .workflow_machine import Workflow
from .workflow_world import World


def compared(world, sequences, steps, **starts):
    """So many sequences from a year with these rules; the seed is printed for a replay."""
    chosen = random.randrange(10**9)  # noqa: S311
    print(f"seed {chosen}")  # noqa: T201
    machine = seed(chosen)(type("Sequence", (Workflow,), {"world": world, "starts": starts}))
    rules = settings(
        max_examples=sequences, stateful_step_count=steps, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink], database=None, deadline=None,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=rules)


@pytest.fixture
def world(authority, department):
    return World(authority, department)


EVERY_STEP = {"head_signs": True, "two_step": True}
"""The longest way: PostgreSQL goes this one, whose steps are those of the others."""
YEARS = [EVERY_STEP] + [
    pytest.param({"head_signs": a, "two_step": b}, marks=pytest.mark.either_database)
    for a in (False, True) for b in (False, True) if not (a and b)
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("starts", YEARS, ids=str)
def test_the_workflow_is_its_model(world, starts):
    compared(world, 50, 8, **starts)


@pytest.mark.long
@pytest.mark.parametrize("starts", YEARS, ids=str)
def test_the_workflow_is_its_model_for_long(world, starts):
    compared(world, 500, 50, **starts)
