"""Examples in the API's description: what people send most."""

from drf_spectacular.utils import OpenApiExample

EVENT = [
    OpenApiExample(
        "Words",
        value={"happened": "~2AM ICT on 14 March 2023", "text": "The first user asks why pushes fail."},
        request_only=True,
    ),
    OpenApiExample(
        "Bounds",
        value={
            "happened": {
                "earliest": "2023-03-13T18:30:00Z",
                "latest": "2023-03-13T19:30:00Z",
                "precision": "approximate",
                "zone": "ICT",
            },
            "text": "The first user asks why pushes fail.",
            "kind": "observation",
            "milestones": ["detected"],
        },
        request_only=True,
    ),
]
EVENTS = [
    OpenApiExample(
        "A night's notes",
        value={
            "zone": "Europe/Zurich",
            "day": "2023-03-14",
            "events": [
                {"happened": "18:00", "text": "The queue grows.", "milestones": ["started"]},
                {"happened": "18:20–18:30", "text": "We restart the workers.", "kind": "action"},
            ],
        },
        request_only=True,
    )
]
