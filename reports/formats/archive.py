"""Office files are zip archives: with one date on every entry, the same content is the same bytes."""

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest date a zip archive can hold; drafts take it."""
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_CORE = "docProps/core.xml"


def dated(archive: bytes, moment: datetime | None) -> bytes:
    """Write the archive again with one date throughout."""
    when = (moment or FIRST).astimezone(UTC)
    target = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == _CORE:
                content = _MODIFIED.sub(rb"\g<1>" + when.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            entry = ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            copy.writestr(entry, content)
    return target.getvalue()
