"""How a page is made: the templates, what every one of them may ask for, and where the static parts lie.

All of it is read before the first page is made: what changes on the disk meanwhile is never mixed with what runs."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from services.portal import turns

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def parts() -> dict[str, tuple[bytes, str]]:
    """Every static part and its media type."""
    return {
        path.name: (path.read_bytes(), mimetypes.guess_type(path.name)[0] or "text/plain") for path in STATIC.iterdir()
    }


@cache
def asset(name: str) -> str:
    """The address of a static part; it changes with the content, so browsers may keep it for a year."""
    mark = hashlib.sha256(parts()[name][0]).hexdigest()[:10]
    return f"/static/{name}?v={mark}"


@cache
def templates() -> jinja2.Environment:
    """A name that a template asks for and nobody gave is a fault, never an empty place on the page."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals.update(asset=asset, tone=turns.tone)
    for name in environment.list_templates():
        environment.get_template(name)
    return environment


def render(template: str, **context: Any) -> str:  # the context of a page is whatever its template asks for
    return templates().get_template(template).render(**context)
