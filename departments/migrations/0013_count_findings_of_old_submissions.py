from django.db import migrations
from django.db.models import Exists, OuterRef


def fill(apps, schema_editor):
    """A row for every finding of the latest submission of each self-assessment."""
    Submission = apps.get_model("departments", "Submission")
    SubmittedFinding = apps.get_model("departments", "SubmittedFinding")
    later = Submission.objects.filter(assessment=OuterRef("assessment"), number__gt=OuterRef("number"))
    latest = Submission.objects.filter(~Exists(later)).select_related("assessment")
    for row in latest.only("findings", "explanations", "assessment__fiscal_year").iterator(chunk_size=100):
        explained = {x.get("finding", (x["check"], x["place"])) for x in row.explanations}
        SubmittedFinding.objects.bulk_create(
            SubmittedFinding(
                submission=row,
                assessment=row.assessment,
                fiscal_year_id=row.assessment.fiscal_year_id,
                number=number,
                check_name=x["check"],
                severity=x["severity"],
                handled="explained" if {number, (x["check"], x["place"])} & explained else "open",
            )
            for number, x in enumerate(row.findings)
        )


class Migration(migrations.Migration):

    dependencies = [
        ("departments", "0012_waivers_and_findings_by_rule"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
