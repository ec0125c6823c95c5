"""文字说明校验: reads every figure of a Chinese text and recomputes what the sentences say about it.

Pure, standard library only. docs/narrative.md says what is read, which relations are known, and the limits.
"""

from .examining import Examination, Section, examine
from .judging import CLASSES, FAULTS
from .quantities import Quantity, read_quantities

__all__ = ["CLASSES", "FAULTS", "Examination", "Quantity", "Section", "examine", "read_quantities"]
