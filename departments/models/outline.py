"""报告提纲 as a row: the order of headings, texts and tables of one province's document."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from departments.outline_blocks import Fault, faults_of, problems_of

from .scoring_scheme import VersionedData


class Outline(VersionedData):
    """报告提纲. `data["blocks"]` is read whole by the documents; here only its texts to fill in matter."""

    class Meta:
        verbose_name = verbose_name_plural = "报告提纲"
        ordering = ["key"]

    def text_blocks(self) -> Iterator[dict[str, Any]]:
        """The blocks an officer writes: section (key), title, help, required, draft."""
        return (block for block in self.data.get("blocks", []) if "section" in block)

    def required_sections(self) -> dict[str, str]:
        """Key → title of the texts that may not be empty."""
        return {b["section"]: b["title"] for b in self.text_blocks() if b.get("required", True)}

    def optional_sections(self) -> dict[str, str]:
        """Key → title of the other texts."""
        return {b["section"]: b["title"] for b in self.text_blocks() if not b.get("required", True)}

    def section_lengths(self) -> dict[str, tuple[int | None, int | None]]:
        """Key → fewest and most characters of the texts that state one; None where one is left open."""
        stated = {b["section"]: (b.get("shortest"), b.get("longest")) for b in self.text_blocks()}
        return {key: lengths for key, lengths in stated.items() if any(lengths)}

    def texts(self) -> tuple[str, ...]:
        """Everything the outline itself says: headings, titles, helps, drafts."""
        blocks = self.data.get("blocks", [])
        return tuple(x for block in blocks for x in block.values() if isinstance(x, str))

    def faults(self) -> list[Fault]:
        """What is wrong with the blocks, each with its place."""
        return list(faults_of(self.data))

    def clean(self) -> None:
        super().clean()
        if problems := list(problems_of(self.data)):
            raise ValidationError({"data": problems})
        if self.data.get("key") != self.key:
            raise ValidationError({"key": f"标识应与内容中的标识（key）一致：{self.data.get('key')}"})

    def is_used(self) -> bool:
        from .submission import Submission

        return Submission.objects.filter(outline=self).exists()
