"""How much of an upload is read. What is larger is refused before it is unpacked."""

MIB = 1024 * 1024

FILE_BYTES = 5 * MIB
UNPACKED_BYTES = 50 * MIB
RATIO = 200
PARTS = 200
MERGED_CELLS = 20_000
ROWS = 20_000
COLUMNS = 128
CELLS = 400_000
SHEETS = 40
TEXT = 32_767
"""Characters of one cell, as in Excel."""
ALL_TEXT = 12_000_000
"""Characters of all cells together."""
DEPTH = 64
"""Elements inside one another; office files need about 20."""

MEMORY_BYTES = 300 * MIB
CPU_SECONDS = 8
SECONDS = 10
"""Wall clock, kept by the parent."""
