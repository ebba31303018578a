"""How a page is made: the templates, what every one of them may ask for, and where the static parts lie."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from services.portal import turns

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def asset(name: str) -> str:
    """The address of a static part; it changes with the content, so browsers may keep it for a year."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
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
    )
    environment.globals.update(asset=asset, tone=turns.tone)
    return environment


def render(template: str, **context: Any) -> str:  # the context of a page is whatever its template asks for
    return templates().get_template(template).render(**context)
