"""The style and the script of the pages."""

from hashlib import sha256

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from matching.pages.rendering import HERE

FILES = {"desk.css": "text/css; charset=utf-8", "desk.js": "text/javascript; charset=utf-8"}


def install(app: FastAPI) -> None:
    """Serve them; a browser asks again, and hears that nothing changed."""
    for name, media_type in FILES.items():
        content = (HERE / "static" / name).read_bytes()
        tag = f'"{sha256(content).hexdigest()[:16]}"'

        async def serve(
            request: Request, content: bytes = content, tag: str = tag, media_type: str = media_type
        ) -> Response:
            headers = {"ETag": tag, "Cache-Control": "no-cache"}
            if tag in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            return Response(content, media_type=media_type, headers=headers)

        app.add_route(f"/desk/static/{name}", serve, include_in_schema=False)
