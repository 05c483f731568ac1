"""Timelines drawn as SVG, on the server: pure functions from plain values to pictures."""

from .canvas import draw
from .plan import LANES, Drawing, Flag, LegendItem, Mark, Plan
from .tiny import draw_duration, draw_tiny, draw_window

__all__ = [
    "LANES",
    "Drawing",
    "Flag",
    "LegendItem",
    "Mark",
    "Plan",
    "draw",
    "draw_duration",
    "draw_tiny",
    "draw_window",
]
