"""What the routes share: forms of what is sent, and lists."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from services.kit import web

Limit = Annotated[int, Query(ge=1, le=200)]
Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=1000)]
Codes = Annotated[list[Annotated[str, Field(max_length=10)]], Field(max_length=600)]
Item = TypeVar("Item")


class Reasoned(BaseModel):
    reason: Long


def page(
    call: web.Call,
    query: str,
    found: Sequence[Item],
    limit: int,
    show: Callable[[Item], dict[str, Any]],
    mark: Callable[[Item], list[Any]],
) -> dict[str, Any]:
    """One page of `found`, which holds one more than the page when there is a next one."""
    more = web.cursor(call, query, mark(found[limit - 1])) if len(found) > limit else None
    return {"items": [show(item) for item in found[:limit]], "next": more}
