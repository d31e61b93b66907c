"""The published figures."""

from federation.models import Release


def latest_release() -> Release | None:
    """The newest period's newest version."""
    return Release.objects.order_by("-period", "-version").first()


def release(period: str, version: int) -> Release | None:
    return Release.objects.filter(period=period, version=version).first()


def releases(*, limit: int = 24) -> list[Release]:
    """The newest first, without their files."""
    return list(Release.objects.defer("files", "body").order_by("-period", "-version")[:limit])


def releases_of(period: str) -> list[Release]:
    """Every version of a period, the newest first."""
    return list(Release.objects.filter(period=period).order_by("-version"))
