"""How collected static files are stored in production."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class GzippedManifest(CompressedManifestStaticFilesStorage):
    """Hashed names, and a gzip copy beside each file.

    No Brotli copy: the library for it is installed because fonts in PDF files need it, and makes
    collecting seven times as slow for files that browsers fetch once.
    """

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)
