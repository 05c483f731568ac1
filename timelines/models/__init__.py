from timelines.models.event import Kind, Lane, Milestone, TimelineEvent
from timelines.models.source import Quote, Source

__all__ = ["Kind", "Lane", "Milestone", "Quote", "Source", "TimelineEvent"]
