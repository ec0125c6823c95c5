"""The variables of the environment: a value that cannot be read is refused by the variable's name."""

from collections.abc import Iterable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

YES = environ.Env.BOOLEAN_TRUE_STRINGS
NO = ("false", "off", "n", "no", "0", "")
EXPECTED = {int: "a whole number", float: "a number", bool: "1 or 0"}


class Variables(environ.Env):  # type: ignore[misc]
    """Raises ImproperlyConfigured, which names the variable, what stands there and what was expected.

    A text is taken as it stands: one that begins with $ names no other variable.
    """

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        text = self.ENVIRON.get(var, "")
        if cast is None and text.startswith("$"):
            return text
        if cast is bool and text.lower().strip() not in (*YES, *NO):
            raise refused(var, text, EXPECTED[bool])
        try:
            return super().get_value(var, cast, *args, **kwargs)
        except (ValueError, TypeError) as problem:
            if cast is dict:  # of secrets: what stands there is shown to nobody
                raise refused(var, "…", "name=value,name=value") from None
            raise refused(var, text, EXPECTED.get(cast, "another form, see docs/operators.md")) from problem

    def choice(self, var: str, among: Iterable[str], default: str) -> str:
        """One of the words."""
        text: str = self(var, default=default) or default
        if text not in (known := list(among)):
            raise refused(var, text, " or ".join(known))
        return text

    def networks(self, var: str, *words: str) -> list[str]:
        """Addresses and networks, and `words` that stand for something else."""
        found: list[str] = self.list(var, default=[])
        for text in found:
            try:
                _ = text in words or ip_network(text)
            except ValueError as problem:
                raise refused(var, text, "an address or network such as 10.20.0.0/16") from problem
        return found

    def folder(self, var: str, default: str) -> Path:
        """A folder, made where it is missing."""
        path = Path(self(var, default=default) or default)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise refused(
                var, str(path), f"a folder that can be made and written ({problem.strerror})"
            ) from problem
        return path


def refused(var: str, text: str, expected: str) -> ImproperlyConfigured:
    """What to say of a variable."""
    return ImproperlyConfigured(f"{var}={text}: expected {expected}")
