"""A mail server of its own thread that takes what it is given, or is not there."""

import socketserver
import threading
from contextlib import contextmanager


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line.split()[0].upper()
            if verb == b"DATA":
                self.say("354 go on")
                self.server.letters.append(self.text())
            self.say("221 bye" if verb == b"QUIT" else "250 ok")

    def text(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def running(settings):
    """The list of what arrives, while Django sends to it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.letters, server.daemon_threads = [], True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server.letters
        server.shutdown()
