"""A small sound file of every format that is read, invented: what is damaged to see what a reader bears."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

VTT = """\
WEBVTT - tea
Kind: captions
Language: en

NOTE x

1
00:01.000 --> 00:02.500
<v Anna>Hi &amp; so</v>

01:00:03.000 --> 01:00:04.000 align:start
Ben Ash: Yes
<i>no</i>

01:00:05.000 --> 01:00:06.000
milk<01:00:05.500><c> first</c>

01:00:06.000 --> 01:00:07.000
milk first
then<01:00:06.500><c> tea</c>
"""
SRT = """\
1
00:00:01,000 --> 00:00:02,500
Anna Berg: Hi

2
00:00:03,000 --> 00:00:04,000
[Ben] <i>So
- yes
"""
SBV = "0:00:01.000,0:00:02.500\nAnna: Hi\n\n0:00:03.000,0:00:04.000\nAnna: So[br]yes\n"
WHISPER = {
    "language": "en",
    "segments": [
        {"start": 0.5, "end": 1, "text": " Hi", "speaker": "A"},
        {
            "start": 2,
            "end": 3e0,
            "text": " \u00e9: no",
            "no_speech_prob": 0.9,
            "avg_logprob": -1.5,
            "words": [
                {"word": " \u00e9:", "start": 2, "end": 2.5, "speaker": "A", "score": 0.4},
                {"word": " no", "start": 2.5, "end": 3, "speaker": "B"},
            ],
        },
    ],
}
AWS = {
    "results": {
        "transcripts": [{"transcript": "Milk first."}],
        "speaker_labels": {
            "segments": [
                {
                    "start_time": "0.4",
                    "end_time": "1.1",
                    "speaker_label": "spk_0",
                    "items": [
                        {"start_time": "0.4", "end_time": "0.7", "speaker_label": "spk_0"},
                        {"start_time": "0.7", "end_time": "1.1", "speaker_label": "spk_1"},
                    ],
                }
            ]
        },
        "items": [
            {
                "type": "pronunciation",
                "start_time": "0.4",
                "end_time": "0.7",
                "alternatives": [{"content": "Milk", "confidence": "0.9"}],
            },
            {
                "type": "pronunciation",
                "start_time": "0.7",
                "end_time": "1.1",
                "alternatives": [{"content": "first", "confidence": "0.9"}],
            },
            {"type": "punctuation", "alternatives": [{"content": "."}]},
        ],
    }
}
UNQUOTED = "speaker,text\nAnna,So, how do you take it?\nBen,With milk, I think, and sugar\nAnna,Well.\n"
DIALOGUE = """\
1
00:00:01,000 --> 00:00:02,000
- How do you take it?
- With milk.

2
00:00:02,000 --> 00:00:03,000
Anna: And sugar?
Ben: None.

3
00:00:03,000 --> 00:00:04,000
Anna: So.

4
00:00:04,000 --> 00:00:05,000
Carla: The same.
"""
CSV = """\
timestamp,speaker,words,site
00:00:01,Interviewer,"How do you take it, then?",Kitchen
[00:01:07],Ben Ash,"With milk,
and ""tea"" &#8212; so",Kitchen
"""
CHAT = """\
@UTF8
@Begin
@Languages:\teng
@Participants:\tINV Investigator, PAR Anna Participant
@ID:\teng|tea|INV|||||Investigator|||
@ID:\teng|tea|PAR|30;|female|||Participant|||
*INV:\tso <how do> [/] how do you take it ? \x150_1200\x15
%mor:\tadv|so .
*PAR:\t&-um with milk [: tea] (.) and xxx
\tsugar . \x151200_2500\x15
@End
"""
EAF = """\
<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-01-01T00:00:00Z" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="900"/>\
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="ts4"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="talk" TIER_ID="A-utt" PARTICIPANT="Anna"><ANNOTATION><ALIGNABLE_ANNOTATION \
ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>Milk &amp; tea?\
</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="talk" TIER_ID="B-utt" PARTICIPANT="Ben"><ANNOTATION><ALIGNABLE_ANNOTATION \
ANNOTATION_ID="a2" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4"><ANNOTATION_VALUE>Only tea.</ANNOTATION_VALUE>\
</ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="gloss" TIER_ID="A-en" PARENT_REF="A-utt"><ANNOTATION><REF_ANNOTATION \
ANNOTATION_ID="a3" ANNOTATION_REF="a1"><ANNOTATION_VALUE>Milch</ANNOTATION_VALUE></REF_ANNOTATION>\
</ANNOTATION></TIER>
<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="talk" TIME_ALIGNABLE="true"/>
<LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="gloss" \
TIME_ALIGNABLE="false"/>
<CONSTRAINT DESCRIPTION="1-1" STEREOTYPE="Symbolic_Association"/>
</ANNOTATION_DOCUMENT>
"""
SHORT_GRID = """\
File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
2
"IntervalTier"
"Anna"
0
2.5
2
0
1
"how do you ""take"" it?"
1
2.5
""
"IntervalTier"
"Ben"
0
2.5
2
0
1
""
1
2.5
"with milk"
"""
LONG_GRID = """\
File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2.5
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "Anna"
        xmin = 0
        xmax = 2.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 1
            text = "how do you take it?"
        intervals [2]:
            xmin = 1
            xmax = 2.5
            text = "with milk"
"""
RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\b INTERVIEWER:} How do you take it?\par"
    "\n"
    r"{\b P01:} With milk, caf\'e9 \u8212? so.\par\row {\*\generator x;}}"
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(parts: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts, the same bytes each time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, packing)
    return file.getvalue()


def word(*paragraphs: str) -> bytes:
    """A Word file of paragraphs `LABEL: words`, the label in bold."""
    body = "".join(
        f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{label}:</w:t></w:r>"
        f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
        for label, words in (paragraph.split(":", 1) for paragraph in paragraphs)
    )
    return zipped(
        {"word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'}
    )


def open_document(*paragraphs: str) -> bytes:
    """An OpenDocument text of plain paragraphs."""
    body = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{_OPEN}:office:1.0" '
            f'xmlns:text="{_OPEN}:text:1.0" office:version="1.2"><office:body><office:text>{body}'
            "</office:text></office:body></office:document-content>",
        }
    )


def workbook(*rows: tuple[str | float, ...]) -> bytes:
    """An Excel file of one sheet: strings inline, numbers as numbers."""
    sheet = "".join(_row(number, row) for number, row in enumerate(rows, start=1))
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            f'PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/><Override '
            f'PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="Talk" '
            'sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
            f'Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{sheet}</sheetData>'
            "</worksheet>",
        }
    )


def _row(number: int, values: tuple[str | float, ...]) -> str:
    cells = (_cell(f"{chr(64 + column)}{number}", value) for column, value in enumerate(values, start=1))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def page(*lines: str) -> bytes:
    """A PDF of one page with a text layer."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, places = "%PDF-1.4\n", []
    for number, thing in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{thing}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} "
    return (data + end + f"/Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n").encode("latin-1")


_TALK = ("INTERVIEWER: How do you take it?", "P01: With milk, and tea.", "INTERVIEWER: So?", "P01: Yes.")
_TEXT = "Site: Kitchen\n\nINTERVIEWER: How do you take it?\nP01: With milk.\nAnd tea.\n[P02] No.\n"
_OTTER = "Anna Lind  0:03  \nHow do you take it?\n\nBen Ash  1:02:07  \nWith milk.\n\nTranscribed by https://otter.ai\n"
_TABLE: tuple[tuple[str | float, ...], ...] = (
    ("Speaker", "Start", "Text"),
    ("Interviewer", 0.0005, "How do you take it?"),
    ("Ben", 0.001, "With milk."),
)

SOUND: dict[str, tuple[bytes, ...]] = {
    "txt": (_TEXT.encode(), _OTTER.encode(), _TEXT.encode("utf-16")),
    "md": (b"# Tea\n\n**INTERVIEWER:** How do you take it?\n\n**P01:** With milk.\n",),
    "markdown": (b"**INTERVIEWER:** How do you take it?\n\n**P01:** With milk.\n",),
    "docx": (word(*_TALK),),
    "odt": (open_document(*_TALK),),
    "rtf": (RTF.encode(),),
    "pdf": (page(*_TALK),),
    "doc": (_OLE + bytes(504),),
    "vtt": (VTT.encode(),),
    "srt": (SRT.encode(), DIALOGUE.encode()),
    "sbv": (SBV.encode(),),
    "json": (json.dumps(WHISPER).encode(), json.dumps(AWS).encode()),
    "csv": (CSV.encode(), CSV.replace(",", ";").encode(), UNQUOTED.encode()),
    "tsv": (b"speaker\ttext\nAnna\tHow do you take it?\nBen\tWith milk.\n",),
    "xlsx": (workbook(*_TABLE),),
    "xls": (_OLE + bytes(504),),
    "cha": (CHAT.encode(),),
    "eaf": (EAF.encode(),),
    "textgrid": (SHORT_GRID.encode(), LONG_GRID.encode("utf-16")),
}
"""By suffix, the first the plainest; those of `REFUSED` stand for programs that have long gone."""

REFUSED = frozenset(("doc", "xls"))
"""Suffixes that are served by a word on how to convert the file, and nothing else."""
