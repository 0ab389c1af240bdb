"""Printed pages of ours as PDF files.

The library that makes them needs Pango from the system. It is imported when the first PDF is
asked for: the portal runs without it, and says so where a PDF is wanted.
"""

import logging
import mimetypes
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import gettext as _

from alliance.lib.errors import DomainError

logger = logging.getLogger(__name__)

BASE = "https://portal.invalid"
"""Stands for the portal in addresses of style sheets; nothing is asked for under this name."""


class PdfUnavailable(DomainError):
    """This server lacks what PDF files are made with."""

    status = 503
    code = "pdf_unavailable"


def pdf_of(html: str) -> bytes:
    """The page as a PDF file, with our own style sheets and nothing from any network.

    Raises PdfUnavailable with a sentence for people where the system's libraries are missing.
    """
    library = loaded()
    page = library.HTML(string=html, base_url=f"{BASE}/", url_fetcher=our_files())
    made: bytes = page.write_pdf()
    return made


def is_available() -> bool:
    """Whether this server makes PDF files. The first call costs the loading of the library."""
    return library_or_none() is not None


def loaded() -> Any:
    library = library_or_none()
    if library is None:
        text = _(
            "This server cannot make PDF files: the library Pango is not installed. "
            "Open the page to print and save it as PDF in your browser."
        )
        raise PdfUnavailable(text)
    return library


@cache
def library_or_none() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 -- fails without Pango, and costs 0.3 s of CPU
    except (ImportError, OSError) as error:
        logger.warning("PDF files cannot be made: %s", error)
        return None
    return weasyprint


@cache
def our_files() -> Any:
    """What an address in a page may fetch: static files, from the disk. All else is refused."""
    from weasyprint.urls import (  # noqa: PLC0415 -- as above
        URLFetcher,
        URLFetcherResponse,
    )

    class OurFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = static_name(url)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, static_content(name), {"Content-Type": kind})

    return OurFiles(fail_on_errors=True)


def static_name(url: str) -> str:
    """The static file's name; raises ValueError for any other address."""
    prefix = f"{BASE}{settings.STATIC_URL}"
    if not url.startswith(prefix):
        msg = f"a printed page fetches static files alone, not {url}"
        raise ValueError(msg)
    return unquote(urlsplit(url.removeprefix(prefix)).path)


def static_content(name: str) -> bytes:
    """From where the file lies, or under its hashed name from where files were collected."""
    found = finders.find(name)
    if isinstance(found, str):
        with open(found, "rb") as file:
            return file.read()
    with staticfiles_storage.open(name) as file:
        content: bytes = file.read()
    return content
