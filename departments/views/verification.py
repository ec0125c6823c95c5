"""核验 of a document or receipt, open to whoever holds it; and the receipt itself."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from departments import access, verifying
from departments.forms.verification import VerificationForm

from .person import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The file is hashed and not kept. Who holds neither file nor hash learns nothing."""
    is_asked = request.method == "POST" or "sha256" in request.GET
    data = request.POST if request.method == "POST" else request.GET
    form = VerificationForm(data, request.FILES) if is_asked else VerificationForm()
    context: dict[str, object] = {"form": form}
    if is_asked and form.is_valid():
        file = form.cleaned_data["file"]
        sha256 = verifying.sha256_of(file.chunks()) if file else form.cleaned_data["sha256"].strip().lower()
        context |= {"sha256": sha256, "found": verifying.verify(sha256), "file": file}
    return render(request, "departments/verification/verification_form.html", context)


@login_required
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """送审回执: proof of what was submitted when, with the hash of the frozen version."""
    submission = get_object_or_404(access.visible_submissions(signed_in(request)), pk=pk)
    context = {
        "submission": submission,
        "assessment": submission.assessment,
        "reviews": submission.reviews.select_related("body", "reviewer"),
        "address": request.build_absolute_uri(reverse("departments:verify")),
    }
    return render(request, "departments/verification/receipt.html", context)
