"""A real little HTTP service for the supervisor and the front door: python tiny_service.py PORT.

/ready 200 · /x/echo what it was sent, as JSON · /x/stream three events, half a second apart ·
/x/endless an event every tenth of a second, /x/endless/open how many are being told ·
/x/cut an answer that breaks off · /x/unanswered ends without one · /x/bytes/N a body of N bytes.
"""

import asyncio
import json
import os
import sys

import uvicorn

OPEN = {"count": 0}


async def app(scope, receive, send):
    if scope["type"] != "http":
        return None
    path = scope["path"]
    if path == "/x/stream":
        return await events(send, count=3, pause=0.5)
    if path == "/x/endless":
        return await endless(receive, send)
    if path == "/x/cut":
        await head(send, [(b"content-length", b"100")])
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("broken on purpose")
    if path == "/x/unanswered":
        os._exit(1)
    if path.startswith("/x/bytes/"):
        await head(send, [])
        return await body(send, b"b" * int(path.rpartition("/")[2]))
    if path == "/x/endless/open":
        await head(send, [])
        return await body(send, str(OPEN["count"]).encode())
    await head(
        send, [(b"connection-test", b"kept"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    )
    return await body(send, json.dumps(await described(scope, receive)).encode())


async def described(scope, receive):
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    headers = [[key.decode("latin-1"), value.decode("latin-1")] for key, value in scope["headers"]]
    query = scope["query_string"].decode()
    return {
        "method": scope["method"],
        "path": scope["raw_path"].decode(),
        "query": query,
        "headers": headers,
        "size": size,
    }


async def head(send, headers):
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def body(send, content, more=False):
    await send({"type": "http.response.body", "body": content, "more_body": more})


async def events(send, count, pause):
    await head(send, [(b"content-type", b"text/event-stream")])
    for number in range(count):
        await body(send, b"data: %d\n\n" % number, more=True)
        await asyncio.sleep(pause)
    await body(send, b"")


async def endless(receive, send):
    OPEN["count"] += 1
    try:
        await head(send, [(b"content-type", b"text/event-stream")])
        while True:
            await body(send, b"data: on\n\n", more=True)
            message = asyncio.create_task(receive())
            await asyncio.wait({message}, timeout=0.1)
            if message.done() and message.result()["type"] == "http.disconnect":
                return
            message.cancel()
    finally:
        OPEN["count"] -= 1


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
