"""基本信息."""

from .entry import EntryView
from .kinds import BASICS


class BasicsEntry(EntryView):
    section = "basics"
    kinds = (BASICS,)
    template_name = "departments/basics/basics_form.html"
