"""The whole matrix: writes the tables anew and asks for everything in everybody's hands.

just matrix
"""

import asyncio
import sys
from time import monotonic

from tests.matrix import doing, seeing, stead
from tests.matrix.laid import EVERY, FORMATS, lay, programs


async def main() -> int:
    began = monotonic()
    wrongs = 0
    with programs() as folder:
        for format in FORMATS.values():
            if format.child:
                stead.file_of(format).write_text(stead.asked(format), "utf-8")
            seeing.HERE.mkdir(exist_ok=True)
            (seeing.HERE / f"{format.id}.txt").write_text(await seeing.asked(folder, format), "utf-8")
            print(f"{format.id}: the tables of sight are written ({monotonic() - began:.0f} s)", flush=True)
        for format_id, column in EVERY:
            (place := folder / f"doing {format_id} {column}").mkdir()
            laid = await lay(place, FORMATS[format_id], column)
            for wrong in (
                doing.wrongs_of_roles, doing.wrongs_of_outsiders, doing.wrongs_of_sockets, doing.wrongs_at_the_socket,
            ):  # fmt: skip
                async for sentence in wrong(laid):
                    wrongs += 1
                    print(sentence)
    print(f"{wrongs} wrong; {monotonic() - began:.0f} s")
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
