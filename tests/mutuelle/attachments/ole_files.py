"""Writes the small file system of .doc, .xls and .ppt ([MS-CFB]), which olefile only reads."""

import struct

SECTOR = 512
SMALLEST = 4096  # below it a stream would lie in the mini stream, which nothing here needs
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(tree):
    """Return a compound file: `tree` maps names to bytes (streams) or to further trees (storages)."""
    entries, data, chains = [], [], []
    _add(entries, data, "Root Entry", tree, kind=5)
    sectors, fat = [], []

    def place(content):
        first = len(sectors)
        parts = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        sectors.extend(parts)
        fat.extend([*range(first + 1, first + len(parts)), END])
        return first

    for entry, content in data:
        entry["start"], entry["size"] = place(content), len(content)
    directory = place(b"".join(map(_entry, entries)).ljust(SECTOR, b"\0"))
    fat_sectors = 1
    while (len(sectors) + fat_sectors) * 4 > fat_sectors * SECTOR:
        fat_sectors += 1
    first_fat = len(sectors)
    fat += [FAT] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16x5H6x9I",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        0x3E, 3, 0xFFFE, 9, 6,
        0, fat_sectors, directory, 0, SMALLEST, END, 0, END, 0,
    )  # fmt: skip
    difat = list(range(first_fat, first_fat + fat_sectors))
    assert len(difat) <= 109
    header += struct.pack("<109I", *difat, *[FREE] * (109 - len(difat)))
    del chains
    return header + b"".join(sectors) + table


def _add(entries, data, name, content, *, kind):
    index = len(entries)
    entry = {"name": name, "kind": kind, "child": FREE, "right": FREE, "start": 0, "size": 0}
    entries.append(entry)
    if isinstance(content, bytes):
        data.append((entry, content.ljust(SMALLEST, b"\0")))
        return index
    before = None
    for inner, inner_content in content.items():
        number = _add(entries, data, inner, inner_content, kind=2 if isinstance(inner_content, bytes) else 1)
        if before is None:
            entry["child"] = number
        else:
            entries[before]["right"] = number
        before = number
    return index


def _entry(entry):
    name = entry["name"].encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        name, len(name) + 2, entry["kind"], 1, FREE, entry["right"], entry["child"], 0, entry["start"], entry["size"],
    )  # fmt: skip


def word_stream(*, flags=0):
    return struct.pack("<HH6xH", 0xA5EC, 0xC1, flags) + b"\0" * 500


def record(number, data=b""):
    return struct.pack("<HH", number, len(data)) + data


def sheets_stream(*extra):
    sheet = record(0x85, struct.pack("<IBB", 0, 0, 0) + b"\x05\0Feuil")
    return record(0x809, b"\0\6\5\0" + b"\0" * 12) + sheet + b"".join(extra) + record(0x0A)
