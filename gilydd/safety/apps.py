"""The safety room as a Django app."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Tells people how blocks are read, for rooms that cannot import this one."""

    name = "gilydd.safety"
    label = "safety"

    def ready(self) -> None:
        from gilydd.people.queries import keep_apart_by

        from .queries import apart_from

        keep_apart_by(apart_from)
