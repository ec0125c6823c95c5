"""nginx in front of gunicorn: what is one request to the one is the same request to the other."""

import re
import subprocess

import pytest

from .hosts import made
from .proxies import NAME, NGINX, Proxy
from .serving import Server, wait_until

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is missing")

HOST = f"Host: {NAME}\r\n".encode()
HIDDEN = b"GET /hidden/ HTTP/1.1\r\n" + HOST + b"\r\n"
LAST = b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
AMBIGUOUS = {
    "both lengths": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both lengths, the other way round": b"Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 66\r\n\r\n",
    "a list of lengths": b"Content-Length: 0, 66\r\n\r\n",
    "a length with a sign": b"Content-Length: +66\r\n\r\n",
    "a length in hexadecimal": b"Content-Length: 0x42\r\n\r\n",
    "a length with a space": b"Content-Length: 6 6\r\n\r\n",
    "a space before the colon": b"Content-Length: 0\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a tab before the value": b"Transfer-Encoding:\tchunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n",
    "a folded line": b"Content-Length: 0\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "an underscore": b"Content-Length: 0\r\nTransfer_Encoding: chunked\r\n\r\n0\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
    "two codings": b"Transfer-Encoding: chunked, identity\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
    "two lines of codings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
    "a coding in capitals": b"Transfer-Encoding: CHUNKED\r\nContent-Length: 60\r\n\r\n0\r\n\r\n",
    "an extension of a chunk": b"Transfer-Encoding: chunked\r\n\r\n0;a=\n66\r\n\r\n",
    "a chunk in hexadecimal": b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
    "a chunk below nothing": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "a chunk of many digits": b"Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n",
    "a trailing field": b"Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 66\r\n\r\n",
    "line feeds alone": b"X: y\nContent-Length: 0\n\n",
    "a carriage return alone": b"X: y\rTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
    "a zero byte": b"X: y\0\r\nContent-Length: 0\r\n\r\n",
    "another protocol": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n",
}  # fmt: skip
"""How long a message is, said so that two readers might understand it in two ways."""


def test_nginx_takes_the_configuration(tmp_path):
    told = subprocess.run(Proxy(tmp_path).command("-t"), capture_output=True, text=True)

    assert told.returncode == 0, told.stderr


@pytest.fixture(scope="module")
def program(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("behind")
    with django_db_blocker.unblock():
        host = made(folder / "host", "sqlite")
    host.environment |= {"PERFEVAL_HOSTS": f"{NAME},127.0.0.1", "PERFEVAL_PROXIES": "127.0.0.1"}
    log = folder / "requests"
    server = Server(host, "--access-logfile", str(log), "--access-logformat", "%(m)s %(U)s")
    yield server, log
    server.stop()


@pytest.fixture(scope="module")
def proxy(program, tmp_path_factory):
    running = Proxy(tmp_path_factory.mktemp("nginx"), program[0].port)
    running.start()
    yield running
    running.stop()


def lines(log):
    return log.read_text("utf-8").splitlines()


@pytest.mark.slow
def test_both_count_the_same_requests_whatever_is_sent(program, proxy):
    log, answers = program[1], []
    log.write_text("")
    for words in AMBIGUOUS.values():
        answers.append(proxy.tell(b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + words + HIDDEN + LAST))
    answers.append(proxy.tell(LAST))

    number = sum(len(re.findall(rb"(?i)\r\nx-request-id: ", x)) for x in answers)
    wait_until("both have written", lambda: min(len(proxy.passed_on()), len(lines(log))) >= number)
    assert sorted(lines(log)) == sorted(proxy.passed_on())  # threads write in any order
    assert len(lines(log)) == number
