"""The report of the refused rows: number and reason, never what a row holds."""

import csv
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.import_payments.staging import REFUSED
from mutuelle.import_payments.wording import reason_in_words, words

SHOWN = 20
AT_ONCE = 5_000


async def write_report(connection: AsyncConnection, path: Path) -> tuple[int, list[str]]:
    """Write the refused rows to a CSV, in the order of the file; return how many, and the first in words.

    The file is written anew by every import, so that it never tells of another one.
    """
    statement = select(REFUSED.c.number, REFUSED.c.reason, REFUSED.c.about).order_by(REFUSED.c.number)
    count, first = 0, []
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(words()["report"]["columns"])
        async with connection.stream(statement) as streamed:
            async for rows in streamed.partitions(AT_ONCE):
                for row in rows:
                    reason = reason_in_words(row.reason, row.about)
                    writer.writerow([row.number, reason])
                    if count < SHOWN:
                        first.append(words()["screen"]["refused_row"].format(row=row.number, reason=reason))
                    count += 1
    await connection.commit()
    return count, first
