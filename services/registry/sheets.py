"""The recap of a training as a spreadsheet: every cell is text, so that nothing somebody typed is ever computed."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from services.registry import papers
from services.registry.certificates import Certificate
from services.registry.participants import Participant
from services.registry.trainings import Training


def recap(training: Training, people: Sequence[Participant], issued: Sequence[Certificate]) -> bytes:
    by_participant = {one.participant_id: one for one in issued}
    rows = [papers.recap_row(training, one, by_participant.get(one.participant_id)) for one in people]
    book = Workbook()
    sheet = book.active
    sheet.title = "Rekap"
    for y, row in enumerate([papers.RECAP, *rows], 1):
        for x, text in enumerate(row, 1):
            _write(sheet.cell(y, x), text, head=y == 1)
    for x, head in enumerate(papers.RECAP, 1):
        sheet.column_dimensions[get_column_letter(x)].width = max(12, len(head) + 4)
    sheet.freeze_panes = "B2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _write(cell: Cell, text: str, *, head: bool) -> None:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"  # `=...` would become a formula
    cell.number_format = "@"
    if head:
        cell.font = Font(bold=True)
