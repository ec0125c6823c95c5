"""Load the shipped schemes and outlines into the database. A row that a submission used stays as it is."""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from .models import Outline, ScoringScheme
from .models.scoring_scheme import VersionedData

FOLDERS: dict[str, type[VersionedData]] = {"schemes": ScoringScheme, "outlines": Outline}


@transaction.atomic
def load_catalogue(fixtures: Path | None = None) -> dict[str, int]:
    """Add or refresh every file of `fixtures/schemes` and `fixtures/outlines`; answers how many changed."""
    fixtures = fixtures or settings.BASE_DIR / "fixtures"
    return {
        folder: sum(_load(model, path) for path in sorted((fixtures / folder).glob("*.json")))
        for folder, model in FOLDERS.items()
    }


def _load(model: type[VersionedData], path: Path) -> bool:
    data = json.loads(path.read_text(encoding="utf-8"))
    present = model._default_manager.filter(key=data["key"]).first()
    if present and (present.data == data or present.is_used()):
        return False
    row = present or model(key=data["key"])
    row.title, row.data = data["title"], data
    row.full_clean()
    row.save()
    return True
