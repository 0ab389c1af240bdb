"""A finished run as a file, or as a page to print."""

from typing import Any

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from alliance.alignment import exports
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import by_level, shown
from alliance.alignment.labels import labels_of
from alliance.alignment.models import AlignmentRun
from alliance.web.pdf import PdfUnavailable, pdf_of

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MOST_PROGRAMS = 500
"""Programs that the printed run lists; the files list all of them."""
MOST_PARTS = 40
"""Rows of one kind of part in the printed run."""
PRINTED = [dimension for dimension in Dimension if dimension != Dimension.REGION]
KEPT = 600
"""Seconds for which a PDF is kept: a finished run does not change, and anybody may ask for it."""


@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The run as CSV (`?table=`), XLSX, PDF or as a page to print, in the reader's language."""
    if form not in exports.FORMATS:
        raise Http404
    runs = AlignmentRun.objects.visible_to(request.user)
    run = get_object_or_404(runs.select_related("region", "framework"), pk=pk)
    exports.require_figures(run)
    if form == "html":
        return render(request, "alignment/print.html", printed(run))
    if form == "pdf":
        try:
            content = pdf_file(run)
        except PdfUnavailable as refusal:
            context = {**printed(run), "notice": refusal.detail}
            return render(request, "alignment/print.html", context, status=refusal.status)
        response: HttpResponseBase = HttpResponse(content, content_type=TYPES["pdf"])
        name = exports.filename(run, form)
        response["Content-Disposition"] = f'inline; filename="{name}"'
    else:
        table = request.GET.get("table", "values") if form == "csv" else ""
        response = FileResponse(
            exports.file_of(run, form, table),
            as_attachment=True,
            filename=exports.filename(run, form, table),
            content_type=TYPES[form],
        )
    response["Cache-Control"] = "no-store"
    return response


def pdf_file(run: AlignmentRun) -> bytes:
    """The printed run as PDF, kept for a while in each language."""
    assert run.finished_at is not None  # noqa: S101 -- the database says so; for the type checker
    key = f"alignment-pdf-{run.pk}-{run.finished_at.timestamp()}-{get_language()}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = pdf_of(render_to_string("alignment/print.html", printed(run)))
        cache.set(key, found, KEPT)
    return found


def printed(run: AlignmentRun) -> dict[str, Any]:
    """What the printed run shows: figures as they are published, conventions, programs aligned."""
    values = run.values.all()
    verdicts = exports.verdicts_of(run).filter(aligned=True)
    count = verdicts.count()
    return {
        "run": run,
        "region": run.region,
        "notice": "",
        "levels": by_level(values.filter(dimension=Dimension.REGION)),
        "parts": [part for dimension in PRINTED if (part := of_part(run, dimension))["rows"]],
        "indices": exports.indices_of(run),
        "facts": list(exports.run_rows(run)),
        "programs": verdicts[:MOST_PROGRAMS],
        "programs_count": count,
        "programs_left": max(0, count - MOST_PROGRAMS),
        "programs_all": run.verdicts.count(),
        "withheld": values.filter(hidden=True).exists(),
    }


def of_part(run: AlignmentRun, dimension: Dimension) -> dict[str, Any]:
    """Figures of each county, school, industry and so on, all levels of education together."""
    every = run.values.filter(dimension=dimension, level="")
    rows = list(every.order_by("index", "key")[:MOST_PARTS])
    labels = labels_of(rows)
    return {
        "title": dimension.label,
        "rows": [(labels.of(row), shown(row)) for row in rows],
        "left": every.count() - len(rows),
    }
