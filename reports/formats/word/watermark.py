"""草稿 across every page: a turned text box behind the text, anchored in the header."""

from typing import Any

from docx.oxml import parse_xml

_SHAPE = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    "<w:pict>"
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="draft" type="#_x0000_t136" alt="{text}" fillcolor="#c00000" stroked="f" '
    'style="position:absolute;width:360pt;height:170pt;rotation:320;z-index:-251658752;'
    "mso-position-horizontal:center;mso-position-horizontal-relative:page;"
    'mso-position-vertical:center;mso-position-vertical-relative:page">'
    '<v:fill opacity=".15"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{text}"/>'
    "</v:shape></w:pict></w:r>"
)


def add_watermark(paragraph: Any, text: str) -> None:
    """Put the mark behind the page, and as words into the header for readers without pictures."""
    paragraph.add_run(text)
    paragraph._p.append(parse_xml(_SHAPE.format(text=text)))
