"""Forms of what is sent that several routes share."""

from typing import Annotated

from pydantic import BaseModel, Field

Long = Annotated[str, Field(max_length=1000)]
Codes = Annotated[list[Annotated[str, Field(max_length=10)]], Field(max_length=600)]


class Reasoned(BaseModel):
    reason: Long
