"""The rows and people from which every sequence of the state machine starts."""

from departments import audit, queries
from departments.models import Membership
from departments.validation import findings_in
from tests import factories

from .workflow_model import AUTHORITY, DEPARTMENT, PEOPLE, UNIT

CHECK = "check_low_execution_has_reason"
"""The warning that is explained, waived or left to stop 送审."""


class World:
    """One self-assessment of a unit, and everybody in the model's `PEOPLE`."""

    def __init__(self, authority, department):
        unit = factories.department("招商中心", code="420111301001", kind="unit", parent=department)
        self.bodies = {UNIT: unit, DEPARTMENT: department, AUTHORITY: authority}
        self.names = {body.pk: name for name, body in self.bodies.items()}
        self.people = {name: factories.user(name) for name in PEOPLE}
        for name, roles in PEOPLE.items():
            for role, body in roles:
                row = {"user": self.people[name], "department": self.bodies[body], "role": role}
                Membership.objects.create(**row)
        self.who = {person.pk: name for name, person in self.people.items()}
        self.assessment = factories.complete_assessment(unit, factories.fiscal_year(authority))
        factories.explain_everything(self.assessment, text="已核实")
        found = findings_in(queries.facts_for(self.assessment))
        self.warning = next(x for x in found if x.check == CHECK)
        audit.seal(by=None)
