"""批量监控表 of a round: what there is, in which formats; then it is a job like any other."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from departments.models import Monitoring
from departments.views.monitoring_round import managed_round
from departments.views.person import signed_in

from ..batches import monitoring, starting
from ..forms.batch import MonitoringForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def monitoring_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How many have reported, and which formats; confirmed, the job begins."""
    made, user = managed_round(request, pk), signed_in(request)
    form = MonitoringForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = dict(form.cleaned_data)
        try:
            return redirect(monitoring.start(made, key=asked.pop("once"), by=user, **asked))
        except starting.Empty as refusal:
            form.add_error(None, str(refusal))
    rows = monitoring.managed(user, made.pk)
    reported = rows.filter(status__in=Monitoring.REPORTED).count()
    context = {"made": made, "form": form, "reported": reported, "total": rows.count()}
    return render(request, "batches/monitoring_form.html", context, status=422 if form.is_bound else 200)
