"""Files that must never be seen half written."""

import os
import tempfile
from pathlib import Path

READABLE = 0o640


def keep(path: Path, content: bytes, *, mode: int = READABLE) -> None:
    """Write aside, then rename: a killed process leaves no torn file under the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as aside:
        aside.write(content)
        aside.flush()
        os.fsync(aside.fileno())
    written = Path(aside.name)
    try:
        written.chmod(mode)
        written.rename(path)
    finally:
        written.unlink(missing_ok=True)
