"""What the guide may do in the child's stead, with the child's things: a table as those of `tests/meeting/rights`."""

from pathlib import Path

from server.meeting.decide import decide
from server.meeting.format import Format
from server.meeting.refusals import Kind, Refused
from tests.matrix.laid import columns_of, read_table
from tests.meeting.test_rights import NOT_OF_RIGHTS, ROWS, in_column

HERE = Path(__file__).parent
MAY = "G"


def file_of(format: Format) -> Path:
    return HERE / f"in-the-childs-stead.{format.id}.txt"


def meant(format: Format) -> dict[str, dict[str, str]]:
    """Row -> column -> MAY or "·"; nothing where there is no child."""
    return read_table(file_of(format), columns_of(format)) if format.child else {}


def asked(format: Format) -> str:
    """The table as the program has it."""
    columns = columns_of(format)
    tables = {column: in_column(format, column).meeting for column in columns}
    first = max(map(len, ROWS))
    lines = [f"{MAY} the guide, on their own device, in the name of the child", ""]
    lines.append("  ".join(["".ljust(first), *columns]))
    for row, wanted in ROWS.items():
        cells = []
        for column in columns:
            meeting = tables[column]
            assert meeting.child is not None
            guide = meeting.guides[0]
            try:
                may = decide(meeting, wanted(meeting, meeting.child.id), meeting.child.id, guide.id) != ()
            except Refused as no:
                may = no.reason in NOT_OF_RIGHTS and no.reason.kind is Kind.NOT_NOW
            cells.append((MAY if may else "·").ljust(len(column)))
        if MAY in {cell.strip() for cell in cells}:
            lines.append("  ".join([row.ljust(first), *cells]).rstrip())
    return "\n".join(lines) + "\n"
