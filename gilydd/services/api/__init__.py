"""Operations of services: the directory, frameworks and outcomes, the guide of a turn."""

from . import directory, guide, outcomes
from .routing import router

__all__ = ["directory", "guide", "outcomes", "router"]
