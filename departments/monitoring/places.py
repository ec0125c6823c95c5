"""The rows of a reported monitoring that an item of 整改 may be tied to."""

from departments.models import Monitoring

KINDS = (("watched-budget", "budgets", "预算"), ("watched", "indicators", "指标"))
"""Kind of a key, where its rows stand in what was reported, and what they are called."""


def places_of(monitoring: Monitoring) -> dict[str, str]:
    """Key → place of the whole and of every row that was reported, by its number."""
    where = f"{monitoring.round}监控"
    rows = {
        f"{kind}:{number}": f"{where}／{label}／{row['name']}"
        for kind, name, label in KINDS
        for number, row in enumerate(monitoring.frozen[name])
    }
    return {"": where} | {key: place[:500] for key, place in rows.items()}
