"""A virus scanner for tests: clamd itself where this machine has it, else a server that speaks as it does."""

import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from contextlib import contextmanager

SIGNATURE = b"PERFEVAL-TEST-SIGNATURE-7C41"
"""Harmless; the scanners of the tests know it as Test.Signature."""
MOST = 1024 * 1024
"""Bytes a scanner of the tests takes."""
KINDS = ["spoken", *(["clamd"] if shutil.which("clamd") else [])]


class _Spoken(socketserver.StreamRequestHandler):
    """What clamd 1.4 answers, to the byte."""

    def handle(self):
        command = self._until_zero()
        answer = {b"zPING": self._pong, b"zINSTREAM": self._scanned}.get(
            command, lambda: b"UNKNOWN COMMAND"
        )()
        self.wfile.write(answer + b"\0")

    def _until_zero(self):
        said = b""
        while (byte := self.rfile.read(1)) not in (b"\0", b""):
            said += byte
        return said

    def _pong(self):
        return b"PONG"

    def _scanned(self):
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > MOST:
                return b"INSTREAM size limit exceeded. ERROR"
        self.server.asked += 1
        return b"stream: Test.Signature FOUND" if SIGNATURE in content else b"stream: OK"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    asked = 0


@contextmanager
def spoken(folder=None):
    """A server of the protocol on a port of its own."""
    with _Server(("127.0.0.1", 0), _Spoken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"clamd://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def clamd(folder):
    """ClamAV's own, with one signature of ours."""
    (folder / "own.ndb").write_text(f"Test.Signature:0:*:{SIGNATURE.hex()}\n")
    lines = (
        f"LocalSocket {folder}/clamd.ctl", f"DatabaseDirectory {folder}", "Foreground yes",
        f"StreamMaxLength {MOST}", f"TemporaryDirectory {folder}",
    )  # fmt: skip
    (folder / "clamd.conf").write_text("\n".join(lines))
    process = subprocess.Popen(
        [shutil.which("clamd"), "-c", str(folder / "clamd.conf")], stdout=-3, stderr=-3
    )
    while not (folder / "clamd.ctl").exists() and process.poll() is None:
        time.sleep(0.05)
    yield f"clamd://{folder}/clamd.ctl"
    process.terminate()
    process.wait()


def nobody():
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"clamd://127.0.0.1:{server.getsockname()[1]}"
