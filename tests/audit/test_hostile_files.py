"""Files that are no manuscript, or mean harm: each is refused in words, with what to do, and soon."""

import zipfile
import zlib

import pytest

from blastline.audit.reading import pdf_apart, word_package
from blastline.audit.reading.read import read_manuscript
from blastline.errors import ManuscriptError

BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
WORDS = "<w:p><w:r><w:t>Four patients responded.</w:t></w:r></w:p>"


@pytest.fixture
def refused(tmp_path):
    """What a person reads where a file with this content is refused."""

    def read(content: bytes | str, name: str = "invented.txt") -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with pytest.raises(ManuscriptError) as error:
            read_manuscript(path)
        return str(error.value)

    return read


@pytest.fixture
def docx(tmp_path):
    """A zip with these parts, as bytes."""

    def zipped(**parts: str) -> bytes:
        path = tmp_path / "parts.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in parts.items():
                packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
        return path.read_bytes()

    return zipped


def test_a_zip_bomb_is_refused_before_anything_is_unpacked(refused, docx, monkeypatch):
    bomb = docx(word__document_xml=BODY.format(WORDS), word__footnotes_xml="0" * 41_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("something was unpacked"))
    assert refused(bomb, "bomb.docx") == (
        "bomb.docx: its part word/footnotes.xml unpacks to more than 40 MB; a manuscript has a few.\n"
        "  Save the text alone as a new .docx."
    )


def test_a_zip_of_pictures_that_unpack_to_too_much_is_refused(refused, docx, monkeypatch):
    monkeypatch.setattr(word_package, "MOST_UNPACKED", 3_000_000)
    told = refused(docx(word__document_xml=BODY.format(WORDS), picture="0" * 3_000_001), "bomb.docx")
    assert told.startswith("bomb.docx: it unpacks to more than 3 MB.")


def test_a_part_that_claims_to_be_small_is_not_read_further(refused, docx, monkeypatch):
    packed = docx(word__document_xml=BODY.format(WORDS * 10_000))
    size = len(BODY.format(WORDS * 10_000)).to_bytes(4, "little")
    assert packed.count(size) >= 1
    told = refused(packed.replace(size, (100).to_bytes(4, "little")), "liar.docx")
    assert told.startswith("liar.docx: its part word/document.xml")


def test_a_zip_of_many_parts_is_refused(refused, docx):
    many = {f"part{at}": "" for at in range(5_001)}
    assert "it holds 5,001 parts; a Word document is read up to 5,000." in refused(docx(**many), "many.docx")


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_in_word_are_refused(refused, docx, declared):
    text = declared + BODY.format("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")
    assert "declares a document type, as no Word document does" in refused(docx(word__document_xml=text), "x.docx")


def test_entities_of_a_page_are_not_expanded(tmp_path):
    path = tmp_path / "invented.html"
    declared = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/hostname">]>'
    path.write_text(f"{declared}<h2>Results</h2><p>Four &a; responded &x;.</p>", encoding="utf-8")
    assert read_manuscript(path).sentences[-1].text == "Four &a; responded &x;."


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (
            b"not a zip",
            "invented.docx",
            "it is no Word document: a .docx is a zip file, and this is none, or a broken one.",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "invented.docx", "it has a password, or is an old Word document (.doc)."),
        (b"PK\x05\x06" + bytes(18), "invented.docx", "it is a zip file without a Word document in it."),
        (b"%PDF-1.4\nand then nothing", "invented.pdf", "it is no PDF, or a broken one."),
        (b"\x00\x01\x02\x03" * 50, "invented.txt", "it is no text, or in an encoding that is not known."),
        (b"%PDF-1.7 ...", "invented.txt", "it is a PDF, not text."),
        (b"", "invented.md", "the file is empty."),
        (b"  \n\n ", "invented.txt", "no text is in it."),
        (b"<html><body></body></html>", "invented.html", "no text is in it."),
        (b"<div>" * 1_000 + b"a", "invented.html", "elements are nested more than 200 deep"),
        (b"\\documentclass{article}", "invented.tex", 'a manuscript with ".tex" is not known.'),
        (b"Four responded.", "invented", "a manuscript with no suffix is not known."),
        (b"[" * 30_000, "invented.md", "it has 30,000 opening brackets"),
        (b"a" * 100_001, "invented.md", "a paragraph has 100,001 letters"),
        (
            b"Results\n\nTable 1. A\n\n" + b"a\tb\n" * 60_000,
            "invented.txt",
            "a table of it has more than 100,000 cells",
        ),
    ],
)
def test_what_is_no_manuscript_is_refused_in_words(refused, content, name, told):
    message = refused(content, name)
    assert message.startswith(f"{name}: {told}")
    assert message.count("\n  ") == 1


def test_an_unknown_suffix_names_the_known_ones(refused):
    assert "Known: .docx, .md, .markdown, .txt, .text, .html, .htm, .pdf." in refused("x", "invented.odt")


def test_a_folder_and_a_missing_file_are_told(tmp_path):
    with pytest.raises(ManuscriptError, match=r"it is a folder\."):
        read_manuscript(tmp_path)
    with pytest.raises(ManuscriptError, match=r"missing\.md: there is no such file\."):
        read_manuscript(tmp_path / "missing.md")


@pytest.mark.parametrize(
    ("suffix", "limit"), [(".txt", "2 MB"), (".md", "2 MB"), (".html", "10 MB"), (".docx", "100 MB")]
)
def test_a_file_of_200_mb_is_refused_by_its_size(tmp_path, suffix, limit):
    path = tmp_path / f"invented{suffix}"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(ManuscriptError, match=f"it has 200 MB; a manuscript of this kind is read up to {limit}"):
        read_manuscript(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_texts_in_the_usual_encodings_are_read(read, said, encoding):
    text = "Results of the series\n\nIt cost 5 € in Gökbuget’s series."
    assert said(read(text.encode(encoding))) == ["Results of the series | It cost 5 € in Gökbuget’s series."]


def pdf(content: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one page that draws this."""
    packed = zlib.compress(content)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O(%b)/U(%b)>>" % (b"o" * 32, b"u" * 32),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 7\n0000000000 65535 f \n%btrailer<</Size 7/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        trailer,
        len(made),
    )
    return made + end


def test_a_pdf_with_a_password_and_a_scan_are_told(refused):
    locked = pdf(b"BT/F 9 Tf(Four responded.)Tj ET", b"/Encrypt 6 0 R/ID[<00><00>]")
    assert "it needs a password to be opened." in refused(locked, "locked.pdf")
    assert "its pages are pictures: no text layer is in it." in refused(pdf(b"0 0 10 10 re f"), "scan.pdf")


def test_a_pdf_cut_short_is_told(refused):
    whole = pdf(b"BT/F 9 Tf(Four patients responded to it.)Tj ET")
    assert "broken" in refused(whole[:60], "cut.pdf")


def test_a_pdf_that_unpacks_to_gigabytes_is_stopped(refused, monkeypatch):
    monkeypatch.setattr(pdf_apart, "MOST_SECONDS", 1)
    bomb = pdf(b"BT/F 9 Tf 9 TL 10 700 Td " + b"(AAAAAAAAAA)Tj T* " * 4_000_000 + b"ET")
    assert len(bomb) < 1_000_000
    assert refused(bomb, "bomb.pdf").startswith(
        ("bomb.pdf: it takes longer than 1 seconds", "bomb.pdf: it is broken, or")
    )
