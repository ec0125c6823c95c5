from .frozen import Frozen
from ..content import ReportContent
def render(content: ReportContent, frozen: Frozen | None = None) -> bytes:
    raise NotImplementedError
