"""How static files are kept for serving: named by their content, and compressed beforehand."""

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """With gzip alone: Brotli at its best costs a first start twenty seconds."""

    def create_compressor(self, **options) -> Compressor:
        return Compressor(use_brotli=False, **options)
