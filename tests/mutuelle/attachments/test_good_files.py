"""What members send is taken: the guide's fourteen formats, up to five mebibytes, as real programs write them."""

import io

import matplotlib.figure
import pytest
import typst
from PIL import Image
from pypdf import PdfReader

from mutuelle.attachments import errors
from mutuelle.attachments.inspection import inspect
from mutuelle.attachments.rules import LIMIT, MEDIA_TYPES, display_name
from tests.mutuelle.attachments.files import GOOD, RTF, docx, noisy_picture, odf, pdf, picture, relation

GPS, LATITUDE, ORIENTATION, MODEL = 0x8825, 2, 0x0112, 0x0110


def photo(*, orientation=1, size=(60, 40), **options):
    """A photo as phones take it: lying on its side, with its place and its device."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MODEL] = orientation, "Phone 12"
    exif.get_ifd(GPS)[LATITUDE] = (48.0, 51.0, 24.0)
    return picture("JPEG", size=size, exif=exif, comment=b"a comment", **options)


def opened(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_the_guide_s_fourteen_formats_are_accepted_and_no_other():
    guide = ".csv, .doc, .docx, .jpeg, .jpg, .odg, .odp, .odt, .pdf, .png, .ppt, .rtf, .txt, .xls"
    assert [f".{one}" for one in sorted(MEDIA_TYPES)] == guide.split(", ")
    assert GOOD.keys() == MEDIA_TYPES.keys()


@pytest.mark.parametrize("extension", GOOD)
def test_a_file_of_each_format_is_taken(extension):
    file = inspect(f"Mon RIB.{extension.upper()}", GOOD[extension])
    assert (file.name, file.media_type) == (f"Mon RIB.{extension.upper()}", MEDIA_TYPES[extension])
    if extension not in {"jpg", "jpeg", "png"}:
        assert file.content == GOOD[extension]


def test_five_mebibytes_are_taken_and_not_one_byte_more():
    assert LIMIT == 5_242_880
    assert inspect("note.txt", b"a" * LIMIT).content == b"a" * LIMIT
    with pytest.raises(errors.FileTooBig) as refused:
        inspect("note.txt", b"a" * (LIMIT + 1))
    assert refused.value.size == LIMIT + 1


@pytest.mark.parametrize(
    "content",
    [
        "évidemment ; 1 < 2".encode("cp1252"),
        "😀 é".encode(),
        "Été".encode("utf-16"),
        b"\xef\xbb\xbfa;b\r\n",
        b"MZ. Dupont",
    ],
    ids=["windows", "utf-8", "utf-16", "with a mark", "begins like a program"],
)
def test_texts_of_every_machine_are_taken(content):
    assert inspect("note.txt", content).content == content


@pytest.mark.parametrize("cell", ["-12,50", "+33 6 12 34 56 78", "=A1+B1", "@dupont", "a | b ! c"])
def test_ordinary_cells_are_taken(cell):
    assert inspect("t.csv", f"a;b\n{cell};2\n".encode())


def test_documents_that_programs_write_are_taken():
    document = typst.compile(b'= Attestation\n#link("https://example.org")[voir]')
    assert inspect("a.pdf", document).content == document
    figure, out = matplotlib.figure.Figure(), io.BytesIO()
    figure.add_subplot().plot([1, 2])
    figure.savefig(out, format="pdf")
    assert inspect("a.pdf", out.getvalue())


def test_a_pdf_that_only_restricts_printing_is_taken_and_one_with_a_password_is_not():
    free = pdf(user_password="", owner_password="bank", algorithm="AES-128")
    assert PdfReader(io.BytesIO(free)).is_encrypted
    assert inspect("rib.pdf", free).content == free
    with pytest.raises(errors.ProtectedFile):
        inspect("rib.pdf", pdf(user_password="mine", algorithm="AES-128"))


def test_links_that_only_a_click_follows_are_taken():
    assert inspect("a.docx", docx(relations=relation("hyperlink", "https://example.org")))
    assert inspect("a.odt", odf(body='<text:a xlink:href="https://example.org">x</text:a>'))
    step = '<presentation:event-listener presentation:action="next-page" xlink:href="#2"/>'
    assert inspect("a.odp", odf("presentation", body=step))


def test_what_libreoffice_leaves_without_macros_is_taken():
    empty = {"Basic/script-lc.xml": "<a/>", "Basic/Standard/script-lb.xml": "<a/>", "Configurations2/": ""}
    assert inspect("a.odt", odf(extra=empty))


def test_an_rtf_with_a_picture_of_binary_data_is_taken():
    content = RTF[:-1] + rb"{\pict\bin4 }}}}}}"
    assert inspect("a.rtf", content).content == content


def test_a_photo_loses_its_place_its_device_and_its_comments():
    sent = photo()
    assert opened(sent).getexif().get_ifd(GPS)
    kept = inspect("photo.jpg", sent).content
    image = opened(kept)
    assert dict(image.getexif()) == {} and not image.getexif().get_ifd(GPS)
    assert b"Phone 12" not in kept and b"a comment" not in kept and b"Exif" not in kept


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_photo_is_put_upright(orientation):
    original = Image.new("L", (64, 32))
    original.paste(255, (0, 0, 32, 16))
    out, exif = io.BytesIO(), Image.Exif()
    exif[ORIENTATION] = orientation
    original.save(out, "JPEG", exif=exif)
    image = opened(inspect("photo.jpg", out.getvalue()).content)
    turned = orientation >= 5
    assert image.size == ((32, 64) if turned else (64, 32))
    right, bottom = orientation in {2, 3, 6, 7}, orientation in {3, 4, 7, 8}
    bright = (image.width * (3 if right else 1) // 4, image.height * (3 if bottom else 1) // 4)
    assert image.getpixel(bright) > 200


@pytest.mark.parametrize("tail", [picture("JPEG"), b"\0\0\0\x18ftypmp42" + b"x" * 99, b"x" * 99 + b"SEFT", b"\0\0"])
def test_what_phones_add_after_a_photo_is_dropped(tail):
    sent = photo()
    assert inspect("photo.jpg", sent + tail).content == inspect("photo.jpg", sent).content


@pytest.mark.parametrize("options", [{"progressive": True}, {"mode": "L"}, {"mode": "CMYK"}, {"quality": 30}])
def test_jpegs_of_every_make_are_taken(options):
    assert opened(inspect("a.jpg", picture("JPEG", **options)).content).size == (60, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pngs_of_every_make_are_taken(mode):
    assert opened(inspect("a.png", picture("PNG", mode=mode)).content).size == (60, 40)


def test_a_png_keeps_what_is_transparent_and_loses_its_texts():
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Claire Vasseur")
    sent = picture("PNG", mode="P", transparency=0, pnginfo=notes, dpi=(300, 300))
    kept = inspect("a.png", sent).content
    assert b"Claire" in sent and b"Claire" not in kept and b"tEXt" not in kept
    assert opened(kept).convert("RGBA").getpixel((1, 1))[3] == 0


def test_a_photo_written_anew_stays_under_the_limit():
    sent = noisy_picture("JPEG", (4_000, 3_000), quality=40)
    assert LIMIT * 0.7 < len(sent) <= LIMIT
    assert len(inspect("photo.jpg", sent).content) <= LIMIT


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("RIB.pdf", "RIB.pdf"),
        ("C:\\Documents\\Mon RIB.PDF", "Mon RIB.PDF"),
        ("../../etc/rib.pdf", "rib.pdf"),
        ("rib\r\nSet-Cookie: x.pdf", "rib Set-Cookie_ x.pdf"),
        ("rib\u202efdp.exe", "ribfdp.exe"),
        ('a"b<c>d|e?f*g%h.pdf', "a_b_c_d_e_f_g_h.pdf"),
        ("  ordonnance   Léa .pdf ", "ordonnance Léa.pdf"),
        ("Re\u0301le\u0301ve\u0301.pdf", "Rélévé.pdf"),
        ("x" * 300 + ".docx", "x" * 95 + ".docx"),
        ("😀.png", "😀.png"),
        ("\u200b.pdf", "pdf"),
        ("", "document"),
        ("...", "document"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(sent, shown):
    assert display_name(sent) == shown
    assert len(display_name(sent)) <= 100
