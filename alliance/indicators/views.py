"""The yearly report of a region: as it was published, or as the records stand now."""

import tempfile
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from alliance.indicators import rules
from alliance.indicators.documents import Document, write_xlsx
from alliance.indicators.enums import ReportState
from alliance.indicators.models import FIRST_YEAR, RegionReport
from alliance.indicators.yearly import year_of, yearly_report
from alliance.reference.models import Region
from alliance.web.pdf import PdfUnavailable, pdf_of

FORMS = ("pdf", "xlsx", "json")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Shown:
    """A report as it is read: one that was made, or (`report` None) the records of this moment."""

    region: Region
    year: int
    document: Document
    report: RegionReport | None

    @property
    def filename(self) -> str:
        return f"report-{self.region.pk}-{self.year}"

    def address(self, form: str) -> str:
        if self.report is not None:
            return reverse("indicators:report_of_file", args=[self.report.pk, form])
        return reverse("indicators:report_file", args=[self.region.pk, self.year, form])


@require_safe
def newest_year(request: HttpRequest, code: str) -> HttpResponse:
    """To the newest published year, else to the one that is running."""
    region = get_object_or_404(Region, pk=code)
    published = RegionReport.objects.visible_to(request.user).published().filter(region=region)
    newest = published.order_by("-year").first()
    year = newest.year if newest else timezone.localdate().year
    return HttpResponseRedirect(reverse("indicators:report", args=[region.pk, year]))


@require_safe
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The published report; where there is none, or with `?now=1`, the records as they stand."""
    return page(request, shown(request, code, year))


@require_safe
def report_file(request: HttpRequest, code: str, year: int, form: str) -> HttpResponseBase:
    return file(request, shown(request, code, year), form)


@require_safe
def report_of(request: HttpRequest, pk: int) -> HttpResponse:
    """One report that was made, superseded ones too."""
    return page(request, made(request, pk))


@require_safe
def report_of_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    return file(request, made(request, pk), form)


def made(request: HttpRequest, pk: int) -> Shown:
    reports = RegionReport.objects.visible_to(request.user)
    return of(get_object_or_404(reports.select_related("region", "run"), pk=pk))


def of(stored: RegionReport) -> Shown:
    document = stored.content.get(get_language()) or stored.content[settings.LANGUAGE_CODE]
    return Shown(stored.region, stored.year, document, stored)


def shown(request: HttpRequest, code: str, year: int) -> Shown:
    region = get_object_or_404(Region, pk=code)
    today = timezone.localdate()
    if not FIRST_YEAR <= year <= today.year:
        raise Http404
    if request.GET.get("now") != "1":
        reports = RegionReport.objects.visible_to(request.user).published()
        stored = reports.filter(region=region, year=year).select_related("region", "run").first()
        if stored is not None:
            return of(stored)
    return Shown(region, year, yearly_report(year_of(region, year, today=today)), None)


def context_of(request: HttpRequest, found: Shown) -> dict[str, Any]:
    return {
        "document": found.document,
        "region": found.region,
        "year": found.year,
        "report": found.report,
        "superseded": found.report is not None and found.report.state == ReportState.SUPERSEDED,
        "draft": found.report is not None and found.report.state == ReportState.DRAFT,
        "files": [(form.upper(), found.address(form)) for form in ("pdf", "xlsx")],
        "may_make": rules.keeps_figures(request.user, found.region.pk),
        "notice": "",
        "origin": "",
    }


def page(request: HttpRequest, found: Shown) -> HttpResponse:
    return render(request, "indicators/report.html", context_of(request, found))


def file(request: HttpRequest, found: Shown, form: str) -> HttpResponseBase:
    """The report as PDF, XLSX or, for programs, as the document itself."""
    if form not in FORMS:
        raise Http404
    if form == "json":
        response: HttpResponseBase = JsonResponse(found.document, json_dumps_params={"indent": 1})
    elif form == "xlsx":
        out: Any = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it when it is sent
        write_xlsx(found.document, out, about=str(found.year))
        out.seek(0)
        response = FileResponse(
            out, as_attachment=True, filename=f"{found.filename}.xlsx", content_type=XLSX
        )
    else:
        # A file travels: its links name this portal.
        context = context_of(request, found) | {"origin": request.build_absolute_uri("/")[:-1]}
        try:
            content = pdf_of(render_to_string("indicators/report.html", context))
        except PdfUnavailable as refusal:
            context |= {"notice": refusal.detail, "origin": ""}
            return render(request, "indicators/report.html", context, status=refusal.status)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{found.filename}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
