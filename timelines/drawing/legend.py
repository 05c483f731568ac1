"""The legend below a drawing: only what occurs in it."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from .plan import LegendItem
from .shapes import Shape

_BAND = '<svg width="22" height="9" aria-hidden="true"><rect class="{}" width="22" height="9"/></svg>'

SAMPLES = {
    "point": (
        '<svg width="10" height="10" aria-hidden="true">'
        '<circle class="d-point" cx="5" cy="5" r="4.5"/></svg>',
        "known to the minute",
    ),
    "band": (_BAND.format("d-band"), "somewhere in here"),
    "open": (
        '<svg width="22" height="9" aria-hidden="true"><path class="d-band" d="M21 0v9L0 4.5z"/>'
        '<rect class="d-point" x="20" width="2" height="9"/></svg>',
        "one side not known",
    ),
    "stretch": (_BAND.format("d-post"), "lasted"),
    "severity": (_BAND.format("d-sev{}"), "lasted, coloured by severity"),
    "later": (
        '<svg width="22" height="9" aria-hidden="true">'
        '<rect class="d-laterband" x=".5" y=".5" width="21" height="8"/></svg>',
        "learned afterwards",
    ),
    "post": (
        '<svg width="4" height="12" aria-hidden="true">'
        '<rect class="d-post" x=".5" width="2.5" height="12"/></svg>',
        "status post",
    ),
    "group": (
        '<svg width="22" height="9" aria-hidden="true"><rect class="d-band" x="5" width="13" height="9"/>'
        '<rect class="d-post" x="1" width="1" height="9"/><rect class="d-post" x="8" width="1" height="9"/>'
        "</svg>",
        "several, counted",
    ),
    "fold": (
        '<svg width="14" height="12" aria-hidden="true"><rect class="d-fold" width="14" height="12"/>'
        '<path class="d-tear" d="M1 0l2 3-2 3 2 3-2 3M13 0l-2 3 2 3-2 3 2 3"/></svg>',
        "quiet, folded",
    ),
}


def make_legend(shapes: Iterable[Shape], *, has_posts: bool, has_folds: bool) -> tuple[LegendItem, ...]:
    """The kinds that occur, in the order of SAMPLES."""
    kinds, worst = set(), 0
    for shape in shapes:
        for mark, span in zip(shape.marks, shape.spans, strict=True):
            if mark.is_learned_later:
                kinds.add("later")
            elif shape.is_group:
                kinds.add("group")
            elif span.opens_left or span.opens_right:
                kinds.add("open")
            elif span.kind == "stretch":
                kinds.add("severity" if mark.level else "stretch")
                worst = min(mark.level, worst or 5) if mark.level else worst
            else:
                kinds.add(span.kind)
    kinds |= {"post"} if has_posts else set()
    kinds |= {"fold"} if has_folds else set()
    return tuple(
        LegendItem(kind, SafeString(sample.format(worst or 1)), words)
        for kind, (sample, words) in SAMPLES.items()
        if kind in kinds
    )
