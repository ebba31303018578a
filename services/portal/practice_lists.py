"""Code lists of the work of a kecamatan, for the choices of a form: sources of money, topics of the shelf."""

from services.portal import code_lists
from services.portal.visits import Visit


async def options(visit: Visit, name: str) -> list[tuple[str, str]]:
    """(code, words) of `funds` or `topics`, in the reader's language."""
    told = await visit.get("registry", "/v1/practice-codes")
    return [(str(item["code"]), code_lists.words(visit, item)) for item in told[name]]
