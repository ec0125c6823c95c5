"""Tables that were flattened into text: rows of cells, a rate in the last one, a total in the last row."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from departments.scoring.rounding import ZERO, plain

from .judging import AGREES, WRONG, Statement, judged, written
from .operands import percent_of, shown_both
from .sentences import Mention, Sentence

CHECK = "check_narrative_sums"
RATES = "check_narrative_rates"
FEWEST = 3
"""A column of rates or a total is believed to be one when at least this many rows fit."""
_BLANK = re.compile(r"[ \n|]*")
_TOTAL = re.compile(r"(?:合 *计|总 *计|小 *计)[ \n|:]*$")

Row = tuple[Mention, ...]


def grids_in(sentences: Sequence[Sentence]) -> Iterator[Statement]:
    """预算, 执行, 执行率 of every row, and 合计 below them."""
    rows = list(_rows([x for sentence in sentences for x in sentence.mentions]))
    read = [found for row in rows if (found := _rate(row))]
    fitting = sum(1 for x in read if x.verdict == AGREES)
    is_table = fitting >= FEWEST and fitting * 4 >= len(read) * 3
    yield from (x for x in read if x.verdict == AGREES or (is_table and x.mention.quantity.unit == "%"))
    yield from _totals(rows)


def _rows(mentions: Sequence[Mention]) -> Iterator[Row]:
    """Figures with nothing but blanks between them."""
    row: list[Mention] = []
    for mention in mentions:
        if row and not _BLANK.fullmatch(mention.sentence.text, row[-1].end, mention.start):
            yield from [tuple(row)] if len(row) > 1 else []
            row = []
        row.append(mention)
    yield from [tuple(row)] if len(row) > 1 else []


def _rate(row: Row) -> Statement | None:
    """The third cell as the second in per cent of the first."""
    if len(row) < 3 or not _are_amounts(row[:2]) or row[2].quantity.unit not in ("%", ""):
        return None
    whole, part, rate = row[:3]
    if whole.quantity.amount <= ZERO:
        return None
    exact = percent_of(part.quantity.amount, whole.quantity.amount)
    words = f"{shown_both(part, whole, '÷')}＝{plain(exact.quantize(Decimal('0.0001')))}%"
    verdict = judged(rate.quantity, exact)
    return Statement(RATES, rate, verdict, written(rate.quantity, exact), words, (part, whole))


def _totals(rows: Sequence[Row]) -> Iterator[Statement]:
    """The cells of a total row against the rows of the same shape above it."""
    above: list[Row] = []
    for row in rows:
        if _TOTAL.search(row[0].sentence.text[max(0, row[0].start - 12) : row[0].start]):
            same = [x for x in above if len(x) >= len(row[:2]) and _are_amounts(x[:2])]
            if len(same) >= FEWEST and _are_amounts(row[:2]):
                yield from _columns(row, same)
            above = []
        else:
            above.append(row)


def _columns(total: Row, rows: Sequence[Row]) -> Iterator[Statement]:
    """Both columns over the last rows; one that fits proves that the other is meant to."""
    for count in range(FEWEST, len(rows) + 1):
        last = rows[-count:]
        sums = [sum((row[column].quantity.amount for row in last), ZERO) for column in (0, 1)]
        if any(sums[column] == total[column].quantity.amount for column in (0, 1)):
            yield from (
                _total(total[column], sums[column], [row[column] for row in last]) for column in (0, 1)
            )
            return


def _total(total: Mention, amount: Decimal, parts: Sequence[Mention]) -> Statement:
    words = f"以上{len(parts)}行相加＝{plain(amount / total.quantity.scale)}"
    verdict = AGREES if amount == total.quantity.amount else WRONG
    return Statement(CHECK, total, verdict, plain(amount / total.quantity.scale), words, tuple(parts))


def _are_amounts(cells: Row) -> bool:
    return all(x.quantity.unit in ("", "元") and x.quantity.is_exact for x in cells) and len(cells) == 2
