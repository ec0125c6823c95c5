"""How much one document may take.

60 projects with 200 indicators (over 50 pages) take 5 seconds of processor time and 380 MB of address space.
"""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Of one document and, for memory and files, of the process that draws it."""

    memory: int = 1024 * MIB
    """Bytes of address space, the program and its fonts included."""
    processor_seconds: int = 45
    seconds: float = 90
    """Wall clock, kept by the parent; below gunicorn's own timeout."""
    file_bytes: int = 64 * MIB
    """The largest file: fonts of a style sheet are laid down for Pango."""
    documents: int = 200
    """After so many a new process takes over: whatever has piled up goes with the old one."""
    resident: int = 512 * MIB
    """Bytes in memory above which it takes over earlier."""
