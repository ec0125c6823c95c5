"""The events of a table of departments and people: one for each body, with its changes and rows alone."""

from collections import defaultdict

from departments import audit
from departments.audit import Change, filing, images
from departments.audit.images import Image
from departments.models import Department, Membership, User

from .outcome import Outcome

TARGET = "部门和用户"


def bodies_of(outcome: Outcome, *, by: User) -> list[str]:
    """The paths under which it files; an account without a department has none."""
    return list(dict.fromkeys(_homes(outcome, by).values()))


def _homes(outcome: Outcome, by: User) -> dict[str, str]:
    return filing.homes((x.path for x in outcome.places if x), by=by)


def record(outcome: Outcome, *, by: User) -> None:
    """In the transaction of the changes."""
    homes = _homes(outcome, by)
    wanted = list(dict.fromkeys(homes.values()))
    if len(wanted) < 2:
        [body] = filing.bodies(homes, by=by)
        audit.record("enrol", by=by, target=TARGET, changes=outcome.changes, department=body)
        return
    changes: dict[str, list[Change]] = defaultdict(list)
    for place, change in zip(outcome.places, outcome.changes, strict=True):
        changes[homes[place.path] if place else wanted[0]].append(change)
    written = _written(wanted)
    found = {x.path: x for x in Department.objects.filter(path__in=wanted)}
    for path in wanted:
        rows = audit.canonical_json(written[path]) if written[path] else ""
        body = found.get(path)
        audit.record("enrol", by=by, target=TARGET, changes=changes[path], department=body, rows=rows)


def _written(wanted: list[str]) -> dict[str, list[Image]]:
    """The rows that were written, each by the body below which its department stands."""
    taken = images.read(images.taken())
    places = dict(Department.objects.filter(pk__in=_keys(taken, Department)).values_list("pk", "path"))
    roles, people = {}, {}
    held = Membership.objects.filter(pk__in=_keys(taken, Membership))
    for pk, user, path in held.values_list("pk", "user_id", "department__path"):
        roles[pk], people[user] = path, path
    known = {"department": places, "membership": roles, "user": people}
    written: dict[str, list[Image]] = defaultdict(list)
    for image in taken:
        path = known.get(image["model"], {}).get(image["pk"], "")
        written[next((x for x in wanted if path.startswith(x)), wanted[0])].append(image)
    return written


def _keys(taken: list[Image], model: type[Department] | type[Membership]) -> list[int]:
    return [x["pk"] for x in taken if x["model"] == model._meta.model_name]
