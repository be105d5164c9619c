"""HEAD is answered as GET is, without the body: whatever can be read can be asked about."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """ASGI middleware; an answer that never ends (a live page) is ended after its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        endless = asyncio.Event()

        async def without_body(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
            elif message.get("more_body"):
                endless.set()
                await asyncio.Event().wait()
            else:
                await send({"type": "http.response.body", "body": b""})

        # A scope of its own: the server looks into the first one for whether it may leave the body
        # out, and breaks the connection off where it says GET.
        inner = {**scope, "method": "GET"}
        answering = asyncio.ensure_future(self.app(inner, receive, without_body))
        seen = asyncio.ensure_future(endless.wait())
        try:
            await asyncio.wait({answering, seen}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            seen.cancel()
            scope["route"] = inner.get("route")
        if answering.done():
            answering.result()
            return
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        await send({"type": "http.response.body", "body": b""})
