"""A person at a browser without scripts: cookies, forms, and answers that may never come."""

import uuid
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

Fields = dict[str, str]


class Answer(NamedTuple):
    """Status 0: the connection broke before the answer was there."""

    status: int
    text: str
    place: str = ""
    """Where a redirect leads."""


class Browser:
    """The cookies of one person; each request has a connection to 127.0.0.1 of its own."""

    def __init__(self, port: int, **cookies: str) -> None:
        self.port = port
        self.cookies: SimpleCookie = SimpleCookie(cookies)

    def sign_in(self, name: str, password: str) -> None:
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", {"username": name, "password": password})
        assert answer.status == 302, answer

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, data: Fields, *, saves: bool = False, file: bytes | None = None) -> Answer:
        """`saves`: as the scripts of an entry page post; `file`: with one file, in the field of that name."""
        headers = {"HX-Request": "true"} if saves else {}
        headers["X-CSRFToken"] = self.cookies["csrftoken"].value if "csrftoken" in self.cookies else ""
        if file is None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return self._ask("POST", path, urlencode(data).encode(), headers)
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="book.xlsx"\r\n\r\n'
        headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
        return self._ask("POST", path, head.encode() + file + f"\r\n--{mark}--\r\n".encode(), headers)

    def _ask(self, method: str, path: str, body: bytes, headers: Fields) -> Answer:
        headers["Cookie"] = "; ".join(f"{x.key}={x.value}" for x in self.cookies.values())
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, HTTPException):
            return Answer(0, "")
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        return Answer(response.status, text, response.headers.get("Location", ""))


class _Reader(HTMLParser):
    """What a form would post."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self.text = self.choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_left = given.get("type") in ("checkbox", "radio") and "checked" not in given
        if tag == "input" and "name" in given and not is_left:
            self.fields[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self.text = given.get("name", "")
            self.fields[self.text] = ""
        elif tag == "select":
            self.choice = given.get("name", "")
        elif tag == "option" and "selected" in given:
            self.fields[self.choice] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.text = "" if tag == "textarea" else self.text

    def handle_data(self, data: str) -> None:
        if self.text:
            self.fields[self.text] += data


def fields_of(text: str) -> Fields:
    """Every named field of a page with its value."""
    reader = _Reader()
    reader.feed(text)
    return reader.fields


def row_of(text: str, token: str) -> Fields:
    """What the scripts post of one row."""
    return {"rows": token} | {k: v for k, v in fields_of(text).items() if k.startswith(f"{token}-")}
