"""Sizes of files as people read them."""

UNITS = ("字节", "KB", "MB", "GB")


def in_words(size: int) -> str:
    """1536 → 1.5 KB; cut, not rounded, so that nothing below a limit reads like the limit."""
    number, unit = size, 0
    while number >= 1024 and unit < len(UNITS) - 1:
        number, unit = number // 1024, unit + 1
    tenths = size * 10 // 1024**unit
    return f"{tenths // 10}.{tenths % 10} {UNITS[unit]}" if tenths % 10 else f"{tenths // 10} {UNITS[unit]}"
