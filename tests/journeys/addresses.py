"""Every address of the URL conf, filled with rows, as far as a person gets a page there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

Values = list[dict[str, Any]]

WITHOUT_PAGE = frozenset(
    {
        "healthz", "readyz", "metrics",  # words
        "api:openapi-json", "api:api-root", "api:years", "api:departments", "api:assessments",  # JSON
        "api:submissions", "api:submission", "api:document", "api:results",
        "second_step",  # only between two steps
        "departments:alive", "departments:precheck",  # nothing, and a part of a page
        "departments:notice_open",  # leads to what it is about
        "reports:draft_document", "reports:document", "reports:workbook_download", "reports:import_returned",
        "reports:audit_export", "reports:findings", "reports:rectifications", "reports:monitoring_document",
        "reports:replay_workbook", "reports:enrolment_template",
        "reports:batch_file", "reports:batch_progress",
        "reports:overview_document", "reports:remarks",  # files
        "reports:overview_indicator",  # asks for an indicator
        "reports:public_document", "reports:open_data_csv", "reports:open_data_json",
        "admin:autocomplete", "admin:jsi18n", "admin:login", "admin:view_on_site",  # of Django itself
        "admin:password_change",  # leads to the one for everybody
        "admin:auth_group_add", "admin:auth_group_change", "admin:auth_group_changelist",
        "admin:auth_group_delete", "admin:auth_group_history",  # nobody may
        "admin:departments_department_delete", "admin:departments_scoringscheme_delete",
    }
)  # fmt: skip
"""Names that lead nobody to a page, besides those that only take what is posted."""


@dataclass(frozen=True)
class Address:
    """A named route: `assessments/<int:pk>/budget/` is `departments:budget` with the place holder `pk`."""

    name: str
    route: str
    holders: frozenset[str]


def addresses() -> list[Address]:
    """All of them, in the order of the URL conf."""
    return list(_walk(get_resolver(), "", "", frozenset()))


def _walk(resolver: URLResolver, space: str, route: str, holders: frozenset[str]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        asked = holders | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            if entry.name:
                yield Address(space + entry.name, here, asked)
        else:
            yield from _walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, here, asked)


def paths_of(address: Address, rows: dict[str, Values]) -> list[str]:
    """The address with each choice of rows; `rows` says by the route's first part what may stand there."""
    choices = _of_model(address) or rows.get(address.route.split("/")[0], [])
    fitting = [{x: row[x] for x in address.holders} for row in choices if address.holders <= row.keys()]
    try:
        return [reverse(address.name, kwargs=x) for x in fitting or [dict.fromkeys(address.holders, 0)]]
    except NoReverseMatch:
        return []


def _of_model(address: Address) -> Values:
    """A row of the model that a page of the set-up is about."""
    root, app, model, *_ = [*address.route.split("/"), "", "", ""]
    if root != "admin" or app not in apps.app_configs:
        return []
    key = getattr(apps.get_model(app, model).objects.first(), "pk", 1)
    return [{"object_id": key, "id": key}]


@dataclass
class Reached:
    """Where a person gets a whole page, and what only takes what is posted."""

    pages: dict[str, list[str]]
    posts: set[str]


def reached_by(client: Client, rows: dict[str, Values]) -> Reached:
    """Ask for every address as this person."""
    found = Reached({}, set())
    for address in addresses():
        for path in dict.fromkeys(paths_of(address, rows)):
            answer = client.get(path)
            if answer.status_code == 405:
                found.posts.add(address.name)
            elif answer.status_code == 200 and not answer.streaming and b"<html" in answer.content[:500]:
                found.pages.setdefault(address.name, []).append(path)
    return found
