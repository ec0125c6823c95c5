"""运行监控 on a laptop's screen: the last column is not cut off by a target in words."""

import pytest

from departments.models import Indicator
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_long_target_leaves_room_for_the_explanation(
    page, live_server, sign_in, assessment, preparer, manager
):
    Indicator.objects.filter(pk=Indicator.objects.first().pk).update(
        target=None, target_text="不发生疫情传播及有影响的安全生产事故，" * 3
    )
    held = factories.monitoring_round(assessment.fiscal_year, by=manager)
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(preparer)
    page.goto(f"{live_server.url}/monitoring/{held.monitorings.get(assessment=assessment).pk}/")
    room = page.locator(".scroll", has=page.locator(".c-target"))
    assert "不发生疫情" in room.inner_text()
    assert room.evaluate("x => x.scrollWidth <= x.clientWidth")
