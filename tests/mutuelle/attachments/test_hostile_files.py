"""Files made to harm, made here; each is refused for what it is."""

import io
import struct
import time
import zipfile
import zlib

import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from mutuelle.attachments import errors
from mutuelle.attachments.inspection import inspect
from mutuelle.attachments.rules import LIMIT
from tests.mutuelle.attachments.files import GOOD, RTF, docx, noisy_picture, odf, pdf, picture, relation, zipped
from tests.mutuelle.attachments.ole_files import compound, record, sheets_stream, word_stream

NATIVE = {"\x01Ole10Native": b"calc.exe"}
VBA_ATOM = bytes.fromhex("1f00ff0314000000 020000040c000000") + struct.pack("<III", 1, 1, 2)
XML_BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>'
A_ZIP = zipped({"Evil.class": "x"})
BIFF_MACRO_SHEET = record(0x85, struct.pack("<IBB", 0, 1, 1) + b"\x05\0Macro")


def opens_with(kind, **told):
    def change(writer):
        action = DictionaryObject({NameObject("/S"): NameObject(kind)})
        action.update({NameObject(f"/{key}"): TextStringObject(value) for key, value in told.items()})
        writer._root_object[NameObject("/OpenAction")] = action

    return change


runs_a_script = opens_with("/JavaScript", JS="app.alert(1)")
launches = opens_with("/Launch", F="cmd.exe")


def packs_a_file(writer):
    writer.add_attachment("tableau.xls", GOOD["xls"])


def nests_deeply(writer):
    value = ArrayObject()
    for _ in range(200):
        value = ArrayObject([value])
    writer._root_object[NameObject("/Deep")] = value


def hidden_name(content, name, escaped):
    assert name in content
    return content.replace(name, escaped)


def in_object_stream():
    """A PDF whose script is listed in a compressed object stream only."""
    inner = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    packed = zlib.compress(b"4 0 " + inner)
    parts = [
        b"%PDF-1.5\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n",
        b"5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
        + packed
        + b"\nendstream endobj\n",
    ]
    offsets = [sum(map(len, parts[:n])) for n in range(1, 6)]
    rows = [
        (0, 0, 65535),
        *((1, offset, 0) for offset in offsets[:3]),
        (2, 5, 0),
        (1, offsets[3], 0),
        (1, offsets[4], 0),
    ]
    table = zlib.compress(b"".join(struct.pack(">BHH", *row) for row in rows))
    xref = b"6 0 obj<</Type/XRef/Size 7/W[1 2 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(table)
    return b"".join(parts) + xref + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % offsets[4]


def lying_zip():
    """An archive that says its part is small, and is not."""
    big = bytearray(zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b"A" * 900}))
    for at in (big.find(b"PK\x01\x02", 60), big.rfind(b"PK\x01\x02")):
        struct.pack_into("<I", big, at + 24, 3)
    return bytes(big)


def overlapping_zip():
    """Two entries of the directory at one place: what inflates is counted once, read twice."""
    content = bytearray(zipped({"a.xml": "x" * 500, "b.xml": "y" * 500}))
    second = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, second + 42, 0)
    return bytes(content)


def flagged_encrypted():
    content = bytearray(docx())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def png_of(width, height, pixels=b""):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def twice_in(name, content):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, "again")
    return out.getvalue()


E = errors
HOSTILE = {
    # what it is not
    "a program called pdf": ("rib.pdf", b"MZ\x90\0" + b"\0" * 200, E.TypeMismatch),
    "a page called pdf": ("rib.pdf", b"<html><body>x</body></html>", E.TypeMismatch),
    "a script before a pdf": ("rib.pdf", b"<script>alert(1)</script>" + GOOD["pdf"], E.TypeMismatch),
    "something before a pdf": ("rib.pdf", b"x" + GOOD["pdf"], E.TypeMismatch),
    "a png called jpg": ("photo.jpg", GOOD["png"], E.TypeMismatch),
    "a doc called xls": ("rib.xls", GOOD["doc"], E.TypeMismatch),
    "an odt called odp": ("rib.odp", GOOD["odt"], E.TypeMismatch),
    "a docx called odt": ("rib.odt", GOOD["docx"], E.TypeMismatch),
    "a zip called docx": ("rib.docx", A_ZIP, E.TypeMismatch),
    "a spreadsheet called docx": (
        "rib.docx",
        docx(main="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        E.TypeMismatch,
    ),
    "a pdf called txt": ("rib.txt", GOOD["pdf"], E.TypeMismatch),
    "binary called csv": ("rib.csv", b"a;b\0c", E.TypeMismatch),
    "an installer called doc": ("rib.doc", compound({"!_Tables": b"x"}), E.TypeMismatch),
    "a gif called jpg": ("photo.jpg", b"GIF89a" + b"\0" * 40, E.TypeMismatch),
    "a photo of an iphone called jpg": ("photo.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 40, E.TypeMismatch),
    # markup and formulas in texts
    "a page called txt": ("note.txt", b"<!DOCTYPE html><p>x", E.MarkupInText),
    "a script in a txt": ("note.txt", b"Bonjour <script>alert(1)</script>", E.MarkupInText),
    "a script in utf-16": ("note.txt", "Bonjour <script>alert(1)</script>".encode("utf-16"), E.MarkupInText),
    "a drawing in a csv": ("note.csv", b"a;b\n<svg onload=alert(1)>;c", E.MarkupInText),
    "php in a txt": ("note.txt", b"<?php system('x'); ?>", E.MarkupInText),
    "a program in a csv": ("t.csv", b"a;b\n=cmd|' /C calc'!A0;2", E.ActiveContent),
    "a link in a csv": ("t.csv", b'a;b\n1;"=HYPERLINK(""http://x"";""y"")"', E.ActiveContent),
    # rtf
    "an object in an rtf": ("a.rtf", RTF[:-1] + rb"{\object{\*\objdata 0105}}}", E.HoldsFiles),
    "an updated object in an rtf": ("a.rtf", RTF[:-1] + rb"{\object\objupdate}}", E.HoldsFiles),
    "a remote template of an rtf": ("a.rtf", RTF[:-1] + rb"{\*\template http://x/y.dot}}", E.FetchesFromOutside),
    "a program started by an rtf": (
        "a.rtf",
        RTF[:-1] + rb'{\field{\*\fldinst{ DDEAUTO c:\\\\cmd "/k"}}{\fldrslt x}}}',
        E.ActiveContent,
    ),
    "an rtf that goes on": ("a.rtf", RTF + b"<script>", E.SeveralInOne),
    "an rtf cut short": ("a.rtf", RTF[:-5], E.DamagedFile),
    "an rtf that says its data is endless": ("a.rtf", RTF[:-1] + rb"\bin999999999 x}", E.DamagedFile),
    # ole
    "macros in a doc": (
        "a.doc",
        compound({"WordDocument": word_stream(), "Macros": {"VBA": {"_VBA_PROJECT": b"x"}}}),
        E.HasMacros,
    ),
    "macros in an xls": (
        "a.xls",
        compound({"Workbook": sheets_stream(), "_VBA_PROJECT_CUR": {"PROJECT": b"x"}}),
        E.HasMacros,
    ),
    "a macro sheet of 1992 in an xls": (
        "a.xls",
        compound({"Workbook": sheets_stream(BIFF_MACRO_SHEET)}),
        E.HasMacros,
    ),
    "macros in a ppt": ("a.ppt", compound({"PowerPoint Document": b"\0" * 99 + VBA_ATOM}), E.HasMacros),
    "a file packed in a doc": (
        "a.doc",
        compound({"WordDocument": word_stream(), "ObjectPool": {"_1": NATIVE}}),
        E.HoldsFiles,
    ),
    "a doc with a password": ("a.doc", compound({"WordDocument": word_stream(flags=0x0100)}), E.ProtectedFile),
    "an xls with a password": (
        "a.xls",
        compound({"Workbook": sheets_stream(record(0x2F, b"\0\0"))}),
        E.ProtectedFile,
    ),
    "a ppt with a password": (
        "a.ppt",
        compound({"PowerPoint Document": b"x", "Current User": struct.pack("<8xII", 20, 0xF3D1C4DF)}),
        E.ProtectedFile,
    ),
    "a docx with a password": (
        "a.docx",
        compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        E.ProtectedFile,
    ),
    "a doc cut short": ("a.doc", GOOD["doc"][:1500], E.DamagedFile),
    "a doc and a zip": ("a.doc", GOOD["doc"] + A_ZIP, E.SeveralInOne),
    # zip
    "an entry above its folder": ("a.docx", docx(extra={"../../etc/passwd": "x"}), E.UnsafeArchive),
    "an absolute entry": ("a.docx", docx(extra={"/etc/passwd": "x"}), E.UnsafeArchive),
    "an entry on a drive": ("a.docx", docx(extra={"C:x": "x"}), E.UnsafeArchive),
    "an entry with backslashes": ("a.docx", docx(extra={"..\\x": "x"}), E.UnsafeArchive),
    "an entry twice": ("a.docx", lambda: twice_in("word/document.xml", docx()), E.UnsafeArchive),
    "overlapping entries": ("a.docx", overlapping_zip(), E.UnsafeArchive),
    "a docx with an encrypted entry": ("a.docx", flagged_encrypted(), E.ProtectedFile),
    "a ratio above a thousand": ("a.docx", docx(extra={"word/big.bin": b"\0" * 4_000_000}), E.InflatesTooMuch),
    "too many entries": ("a.docx", docx(extra={f"n{n}": "" for n in range(2_001)}), E.InflatesTooMuch),
    "a hundred mebibytes": (
        "a.docx",
        lambda: docx(extra={f"n{n}": (b"0123456789" * 100 + bytes([n, n])) * 1_000 for n in range(110)}),
        E.InflatesTooMuch,
    ),
    "an archive that lies on its sizes": ("a.odt", lying_zip(), E.DamagedFile),
    "something before the zip": ("a.docx", b"GIF89a" + GOOD["docx"], E.TypeMismatch),
    "a zip with a tail": ("a.docx", GOOD["docx"][:-2] + b"\x08\0<script>", E.SeveralInOne),
    "a docx cut short": ("a.docx", GOOD["docx"][:-30], E.DamagedFile),
    # docx
    "macros in a docx": ("a.docx", docx(extra={"word/vbaProject.bin": "x"}), E.HasMacros),
    "a docm called docx": ("a.docx", docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"), E.HasMacros),
    "a remote template": (
        "a.docx",
        docx(relations=relation("attachedTemplate", "https://x.test/y.dotm")),
        E.FetchesFromOutside,
    ),
    "a remote picture": ("a.docx", docx(relations=relation("image", r"\\x.test\y")), E.FetchesFromOutside),
    "a page packed in a docx": (
        "a.docx",
        docx(relations=relation("aFChunk", "x.html", external=False)),
        E.HoldsFiles,
    ),
    "a program started by a docx": (
        "a.docx",
        docx(body="<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\cmd</w:instrText></w:r>"),
        E.ActiveContent,
    ),
    "a control in a docx": ("a.docx", docx(extra={"word/activeX/a.xml": "<a/>"}), E.ActiveContent),
    "a file packed in a docx": ("a.docx", docx(extra={"word/embeddings/o.bin": compound(NATIVE)}), E.HoldsFiles),
    "a macro document packed in a docx": (
        "a.docx",
        docx(extra={"word/embeddings/o.docm": zipped({"word/vbaProject.bin": "x"})}),
        E.HasMacros,
    ),
    "entities in a docx": ("a.docx", docx(document=XML_BOMB), E.DefinesEntities),
    "entities in utf-16": ("a.docx", docx(document=XML_BOMB.encode("utf-16")), E.DefinesEntities),
    "a docx of bad xml": ("a.docx", docx(document="<a><b></a>"), E.DamagedFile),
    "a docx nested without end": ("a.docx", docx(document="<a>" * 5_000), E.DamagedFile),
    # odf
    "macros in an odt": ("a.odt", odf(extra={"Basic/Standard/Module1.xml": "Sub"}), E.HasMacros),
    "a script in an odt": ("a.odt", odf(extra={"Scripts/python/a.py": "import os"}), E.HasMacros),
    "an event in an odt": (
        "a.odt",
        odf(body='<script:event-listener xlink:href="vnd.sun.star.script:a.py$x?location=share"/>'),
        E.HasMacros,
    ),
    "a program started by a slide": (
        "a.odp",
        odf("presentation", body='<presentation:event-listener presentation:action="execute"/>'),
        E.ActiveContent,
    ),
    "a link that runs": ("a.odt", odf(body='<text:a xlink:href="macro:///S.M()">x</text:a>'), E.ActiveContent),
    "a remote picture of an odt": ("a.odt", odf(body='<draw:image xlink:href="http://x/y"/>'), E.FetchesFromOutside),
    "an odt with a password": ("a.odt", odf(manifest="<manifest:encryption-data/>"), E.ProtectedFile),
    "entities in an odt": ("a.odt", odf(content=XML_BOMB), E.DefinesEntities),
    # pdf
    "a script in a pdf": ("a.pdf", pdf(runs_a_script), E.ActiveContent),
    "a script with an escaped name": (
        "a.pdf",
        hidden_name(pdf(runs_a_script), b"/JavaScript", b"/J#61vaScript"),
        E.ActiveContent,
    ),
    "a script in a compressed object": ("a.pdf", in_object_stream(), E.ActiveContent),
    "a program launched by a pdf": ("a.pdf", pdf(launches), E.ActiveContent),
    "a file packed in a pdf": ("a.pdf", pdf(packs_a_file), E.HoldsFiles),
    "a pdf nested without end": ("a.pdf", pdf(nests_deeply), E.TooComplex),
    "a pdf with a password": ("a.pdf", pdf(user_password="x", algorithm="AES-256"), E.ProtectedFile),
    "a pdf and a zip": ("a.pdf", GOOD["pdf"] + A_ZIP, E.SeveralInOne),
    "a pdf with a script behind": ("a.pdf", GOOD["pdf"] + b"<script>alert(1)</script>", E.SeveralInOne),
    "a pdf cut short": ("a.pdf", GOOD["pdf"][:200], E.DamagedFile),
    "a pdf of nothing": ("a.pdf", b"%PDF-1.4\n%%EOF", E.DamagedFile),
    # pictures
    "a picture and a zip": ("a.jpg", GOOD["jpg"] + A_ZIP, E.SeveralInOne),
    "a photo, its film and a zip": ("a.jpg", GOOD["jpg"] + b"\0\0\0\x18ftypmp42" + A_ZIP, E.SeveralInOne),
    "a picture and a script": ("a.png", GOOD["png"] + b"<script>alert(1)</script>", E.SeveralInOne),
    "a picture of a trillion pixels": ("a.png", png_of(1_000_000, 1_000_000), E.TooManyPixels),
    "a picture too large": ("a.png", png_of(8_000, 6_000), E.TooManyPixels),
    "a picture without its pixels": ("a.png", png_of(100, 100), E.DamagedFile),
    "a jpeg cut short": ("a.jpg", noisy_picture("JPEG", (400, 400))[:9_000], E.DamagedFile),
    "a png cut short": ("a.png", noisy_picture("PNG", (400, 400))[:9_000], E.DamagedFile),
    "a jpeg of markers": ("a.jpg", b"\xff\xd8\xff\xe0\xff\xff\xff\xff", E.DamagedFile),
    # names and sizes
    "nothing": ("a.pdf", b"", E.EmptyFile),
    "one byte too much": ("a.txt", b"a" * (LIMIT + 1), E.FileTooBig),
    "no extension": ("rib", GOOD["pdf"], E.NoExtension),
    "a page": ("rib.pdf.html", b"x", E.FormatRefused),
    "a disguised program": ("rib\u202efdp.exe", b"MZ", E.FormatRefused),
}


@pytest.mark.parametrize(("name", "content", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_for_what_it_is(name, content, expected):
    content = content() if callable(content) else content
    started = time.perf_counter()
    with pytest.raises(errors.AttachmentRefused) as refused:
        inspect(name, content)
    assert type(refused.value) is expected
    assert time.perf_counter() - started < 3


def test_each_kind_of_refusal_of_a_file_is_met_here():
    elsewhere = {errors.TooManyAttachments, errors.AttachmentUnknown}  # test_attachment_service.py
    assert {expected for _, _, expected in HOSTILE.values()} == set(errors.refusals().values()) - elsewhere


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("IMG_0001.HEIC", "phone_photo"),
        ("rib.pptx", "slides"),
        ("rib.xlsx", "sheet"),
        ("rib.gif", "picture"),
        ("rib.docm", "text"),
        ("rib.zip", "archive"),
        ("film.mov", "recording"),
        ("rib.exe", "program"),
        ("rib.abcdefghijklmnopq", "other"),
    ],
)
def test_a_refused_format_is_told_how_to_be_converted(name, family):
    with pytest.raises(errors.FormatRefused) as refused:
        inspect(name, b"x")
    assert refused.value.family == family
    assert len(refused.value.extension) <= 12


def test_what_a_misnamed_file_is_gets_told():
    with pytest.raises(errors.TypeMismatch) as refused:
        inspect("photo.jpg", picture("PNG"))
    assert refused.value == errors.TypeMismatch("jpg", "png")
