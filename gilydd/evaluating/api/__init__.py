"""Operations of evaluating: both sides, conversations, releases, voice, impact maps, proxies and cases."""

from . import cases, conversing, releases, sroi, turns
from .routing import router

__all__ = ["cases", "conversing", "releases", "router", "sroi", "turns"]
