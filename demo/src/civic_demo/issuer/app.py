"""The issuer as a web application: every address lies under the path of its own URL."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from starlette.responses import Response

from civic_demo.issuer import authorizing, token_endpoint
from civic_demo.issuer.issuer import Issuer
from civic_demo.issuer.pages import STYLE


def issuer_app(issuer: Issuer) -> FastAPI:
    """Return the application that serves an issuer."""
    app = FastAPI(title="Demonstration issuer", docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def guard(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        response = await call_next(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
            "form-action 'self'",
        )
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    @app.get(f"{issuer.prefix}/.well-known/openid-configuration")
    async def discovery() -> dict[str, object]:
        return issuer.metadata()

    @app.get(f"{issuer.prefix}/jwks")
    async def keys() -> dict[str, list[dict[str, object]]]:
        return issuer.signer.public_keys()

    @app.get(f"{issuer.prefix}/style.css")
    async def style() -> Response:
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})

    app.include_router(authorizing.routes(issuer), prefix=issuer.prefix)
    app.include_router(token_endpoint.routes(issuer), prefix=issuer.prefix)
    return app
