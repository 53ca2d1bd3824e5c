"""How a file is answered: it is what it says it is, nothing in it runs, and its name says nothing of anybody (B4, B15, B16)."""

from typing import Any

from django.http import HttpResponse

from heed.folders.kinds import ending_of

NOTHING_RUNS = "default-src 'none'; sandbox; frame-ancestors 'none'"


def answered(content: bytes, kind: str, disposition: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": disposition,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": NOTHING_RUNS,
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


def downloaded(kept: Any, content: bytes) -> HttpResponse:
    """The original of a kept file, always as a download."""
    return answered(content, kept.kind, f'attachment; filename="file-{str(kept.pk)[:8]}{ending_of(kept.kind)}"')
