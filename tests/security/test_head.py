"""HEAD as a server asks it: the headers of the page, its length among them, and nothing behind them."""

import io

import pytest
from django.http import FileResponse
from django.test import RequestFactory

from perfeval.middleware import without_body
from perfeval.wsgi import application

FILE = b"%PDF-1.7 a document"


def asked(method, path):
    """Status, headers and body as the program hands them to its server, which Django's client would tidy."""
    told = {}

    def start(status, headers, exc_info=None):
        told.update(status=status, **dict(headers))

    answer = application(RequestFactory().generic(method, path).environ, start)
    body = b"".join(answer)
    answer.close()
    return told, body


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/healthz", "/accounts/login/", "/nowhere/", "/"])
def test_the_length_is_that_of_the_page_and_no_body_follows(path):
    page, body = asked("GET", path)
    head, nothing = asked("HEAD", path)

    assert nothing == b""
    assert (head["status"], head.get("Content-Length")) == (page["status"], page.get("Content-Length"))
    assert page.get("Content-Length") in (None, str(len(body)))


@pytest.mark.parametrize(("method", "sent"), [("GET", FILE), ("HEAD", b"")])
def test_a_file_is_not_read_and_still_closed(db, method, sent):
    file = io.BytesIO(FILE)
    view = without_body(lambda request: FileResponse(file, filename="a.pdf"))
    answer = view(RequestFactory().generic(method, "/"))

    assert b"".join(answer.streaming_content) == sent
    assert (answer.file_to_stream is None) is (method == "HEAD")
    assert answer["Content-Length"] == str(len(FILE))
    answer.close()
    assert file.closed
