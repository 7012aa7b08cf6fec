"""A good file of each of the 14 formats, and the pieces that hostile ones are made of."""

import io
import zipfile

from PIL import Image
from pypdf import PdfWriter

from tests.mutuelle.attachments.ole_files import compound, sheets_stream, word_stream

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Relev\'e9 d'identit\'e9 bancaire \{1\}\par}"


def zipped(entries, *, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(*, main=MAIN_DOCX, relations="", body="", document=None, extra=None):
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    text = (
        document
        or f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>RIB</w:t></w:r></w:p>{body}</w:body></w:document>'
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": text,
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}">{relations}</Relationships>',
            **(extra or {}),
        }
    )


def relation(kind, target, *, external=True):
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def odf(kind="text", *, body="", manifest="", extra=None, content=None):
    names = "urn:oasis:names:tc:opendocument:xmlns"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"><manifest:file-entry manifest:full-path="/">'
            f"{manifest}</manifest:file-entry></manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            content
            or f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0" '
            f'xmlns:draw="{names}:drawing:1.0" xmlns:script="{names}:script:1.0" '
            f'xmlns:presentation="{names}:presentation:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">'
            f"<office:body><text:p>RIB</text:p>{body}</office:body></office:document-content>",
        )
        for name, inner in (extra or {}).items():
            archive.writestr(name, inner)
    return out.getvalue()


def picture(form, *, size=(60, 40), mode="RGB", colour=None, **options):
    out = io.BytesIO()
    Image.new(mode, size, colour or ("red" if mode == "RGB" else 0)).save(out, form, **options)
    return out.getvalue()


def noisy_picture(form, size, **options):
    out = io.BytesIO()
    Image.effect_noise(size, 90).save(out, form, **options)
    return out.getvalue()


def pdf(change=None, **encryption):
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    if change is not None:
        change(writer)
    if encryption:
        writer.encrypt(**encryption)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


GOOD = {
    "csv": "Titulaire;Montant\nClaire Vasseur;-12,50\nTéléphone;+33612345678\n".encode("cp1252"),
    "doc": compound({"WordDocument": word_stream(), "1Table": b"x"}),
    "docx": docx(),
    "jpeg": picture("JPEG"),
    "jpg": picture("JPEG"),
    "odg": odf("graphics"),
    "odp": odf("presentation"),
    "odt": odf(),
    "pdf": pdf(),
    "png": picture("PNG"),
    "ppt": compound({"PowerPoint Document": b"\x0f\0\xe8\x03", "Current User": b"\0" * 40}),
    "rtf": RTF,
    "txt": "Bonjour, voici mon relevé : 1 < 2, « et c'est tout ».\r\n".encode(),
    "xls": compound({"Workbook": sheets_stream()}),
}
