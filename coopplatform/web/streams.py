"""Downloads of any length, made while they are sent."""

from collections.abc import AsyncIterator, Iterable

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from coopplatform.tenancy.scope import required, scope


def streamed(name: str, content_type: str, parts: Iterable[bytes]) -> StreamingHttpResponse:
    """A download of that name: one part is made, sent and forgotten, then the next.

    `parts` is read in the co-op in scope now, after this view has returned.
    """
    here, source = required(), iter(parts)

    def one() -> bytes | None:
        with scope(here):
            return next(source, None)

    async def sent() -> AsyncIterator[bytes]:
        while (part := await sync_to_async(one)()) is not None:
            yield part

    response = StreamingHttpResponse(sent(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
