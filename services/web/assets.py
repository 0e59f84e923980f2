"""The files that pages load: styles, modules and pictures of our own, at addresses that change with what is in them."""

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Request, Response, get

from services.http.problems import Problem

HERE = Path(__file__).parent
SITE = "site"
"""The area of `services/web/assets/`; every other one has the name of its folder."""

TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
FOR_EVER = "public, max-age=31536000, immutable"
BELOW = "/assets/"


class Asset(NamedTuple):
    body: bytes
    zipped: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """By `<area>/<name>`; read once."""
    found = {}
    for folder in sorted(HERE.glob("**/assets")):
        area = SITE if folder.parent == HERE else folder.parent.relative_to(HERE).as_posix()
        for path in sorted(folder.iterdir()):
            if path.suffix in TYPES:
                body = path.read_bytes()
                found[f"{area}/{path.name}"] = Asset(body, gzip.compress(body, mtime=0), TYPES[path.suffix])
    return found


@cache
def digest() -> str:
    """One for all files: modules import each other by relative addresses."""
    told = sha256()
    for name, asset in assets().items():
        told.update(f"{name}\0{len(asset.body)}\0".encode() + asset.body)
    return told.hexdigest()[:16]


def address_of_asset(name: str) -> str:
    """Where a browser finds the file `<area>/<name>`. Raises KeyError for one that there is not."""
    assets()[name]
    return f"{BELOW}{digest()}/{name}"


@get("/assets/{version:str}/{area:str}/{name:str}", name="asset", sync_to_thread=False)
def asset(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Kept by browsers for ever under the digest of now; what an old page asks for is given as it is now, unkept."""
    path = request.path_params
    found = assets().get(f"{path['area']}/{path['name']}")
    if found is None:
        raise Problem("not_found")
    kept = FOR_EVER if path["version"] == digest() else "no-store"
    headers = {"cache-control": kept, "vary": "accept-encoding"}
    zips = "gzip" in request.headers.get("accept-encoding", "") and len(found.zipped) < len(found.body)
    if zips:
        headers["content-encoding"] = "gzip"
    return Response(found.zipped if zips else found.body, media_type=found.media_type, headers=headers)
