from itertools import islice

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

COLUMNS = ("total", "grade", "execution_rate", "budget", "spent")
CHUNK = 1_000


def fill(apps, schema_editor):
    """A row for the latest submission of each self-assessment."""
    Submission = apps.get_model("departments", "Submission")
    FiledFigures = apps.get_model("departments", "FiledFigures")
    Review = apps.get_model("departments", "Review")
    of_the_same = Submission.objects.filter(assessment=OuterRef("assessment"))
    approved = Review.objects.filter(submission=OuterRef("pk"), verdict="approved").order_by("-pk")
    latest = Submission.objects.filter(~Exists(of_the_same.filter(number__gt=OuterRef("number")))).annotate(
        year=F("assessment__fiscal_year"),
        first=Subquery(of_the_same.order_by("number").values("submitted_at")[:1]),
        reviewed=Subquery(approved.values("total")[:1]),
    )
    rows = latest.order_by("pk").values("pk", "assessment", "year", "first", "reviewed", *COLUMNS)
    left = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(left, CHUNK)):
        FiledFigures.objects.bulk_create(
            FiledFigures(
                submission_id=x["pk"], assessment_id=x["assessment"], fiscal_year_id=x["year"],
                first_sent=timezone.localdate(x["first"]), reviewed=x["reviewed"],
                **{name: x[name] for name in COLUMNS},
            )
            for x in some
        )  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ("departments", "0038_figures_of_the_latest_submission"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
