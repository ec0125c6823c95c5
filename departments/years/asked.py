"""Which departments of a year are meant: narrowed by name, upper body, kind, 重点单位, state."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from departments.models import Assessment, Department, Extension, FiscalYear
from departments.models.department import called

NOT_ISSUED = "none"
ISSUED = "issued"
STATES = {NOT_ISSUED: "未下达", ISSUED: "已下达", **dict(Assessment.Status.choices)}
KINDS = {key: label for key, label in Department.Kind.choices if key != Department.Kind.AUTHORITY}
KEY = {"yes": "重点单位", "no": "其他单位"}
LONGEST = 100


def who_files(authority: Department) -> QuerySet[Department]:
    """Departments and units in use below; those of an authority further down file with that one."""
    below = Department.objects.filter(path__startswith=authority.path).exclude(pk=authority.pk)
    theirs = Q(pk__in=[])
    for path in below.filter(kind=Department.Kind.AUTHORITY).values_list("path", flat=True):
        theirs |= Q(path__startswith=path)
    return below.exclude(theirs).filter(is_active=True)


def everybody(year: FiscalYear) -> QuerySet[Any]:
    """Who files or has filed in the year, each with `status` ("" before it is issued) and `extended`."""
    own = Assessment.objects.filter(department=OuterRef("pk"), fiscal_year=year)
    longer = Extension.objects.filter(department=OuterRef("pk"), fiscal_year=year)
    known = Q(pk__in=who_files(year.authority).values("pk")) | Q(assessments__fiscal_year=year)
    return (
        Department.objects.filter(known)
        .distinct()
        .annotate(status=Subquery(own.values("status")), extended=Subquery(longer.values("closes")))
        .select_related("parent")
        .order_by("code")
    )


@dataclass(frozen=True)
class Asked:
    """What was asked for; what is not understood is left out."""

    name: str = ""
    parent: str = ""
    kind: str = ""
    key: str = ""
    state: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Asked":
        def text(name: str) -> str:
            return data.get(name, "").replace("\0", "").strip()[:LONGEST]

        def known(name: str, words: Mapping[str, str]) -> str:
            return data.get(name, "") if data.get(name, "") in words else ""

        return cls(
            text("name"), text("parent"), known("kind", KINDS), known("key", KEY), known("state", STATES)
        )

    @property
    def fields(self) -> dict[str, str]:
        """Name → value of what is narrowed, for addresses and hidden fields."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def words(self) -> str:
        """“类型：预算部门；重点单位”; "" where nothing is narrowed."""
        said = [
            f"名称或编码含“{self.name}”" if self.name else "",
            f"上级“{self.parent}”" if self.parent else "",
        ]
        said += [KINDS.get(self.kind, ""), KEY.get(self.key, ""), STATES.get(self.state, "")]
        return "；".join(filter(None, said))

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the rows of `everybody` that are asked for."""
        if self.name:
            rows = rows.filter(called(self.name))
        if self.parent:
            above = Department.objects.filter(called(self.parent))
            rows = rows.filter(parent__in=above.values("pk"))
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.key:
            rows = rows.filter(is_key=self.key == "yes")
        if self.state in (NOT_ISSUED, ISSUED):
            return rows.filter(status__isnull=self.state == NOT_ISSUED)
        return rows.filter(status=self.state) if self.state else rows
