"""Forms of what is sent that several routes share."""

from typing import Annotated

from pydantic import BaseModel, Field

from services.kit.web import Day, Short
from services.registry.engagements import Engagement

Long = Annotated[str, Field(max_length=1000)]
Codes = Annotated[list[Annotated[str, Field(max_length=10)]], Field(max_length=600)]


class Reasoned(BaseModel):
    reason: Long


class Engaged(BaseModel):
    """An officer's has the last three too."""

    employment: Short = ""
    qualification: Short = ""
    title: Short = ""
    decree: Short = ""
    decreed_on: Day | None = None

    def told(self) -> Engagement:
        return Engagement(**self.model_dump())
