"""What several test files of the departments begin with."""

import pytest

from departments.models import Assessment, Monitoring, MonitoringRound, User
from tests import factories


@pytest.fixture
def opened(assessment: Assessment, manager: User) -> MonitoringRound:
    """A round of monitoring of the year, open for twenty days."""
    return factories.monitoring_round(assessment.fiscal_year, by=manager)


@pytest.fixture
def monitoring(opened: MonitoringRound, assessment: Assessment) -> Monitoring:
    """The department's table of it, still empty."""
    return opened.monitorings.get(assessment=assessment)
