"""The server of the journeys: it counts its connections, so that a test can wait for the last answer."""

import socket
import threading

from django.core.servers.basehttp import ThreadedWSGIServer

PATIENCE = 60
"""Seconds after which an open connection is a fault of the test, not a slow machine."""


class CountingServer(ThreadedWSGIServer):
    """Counts its connections from being accepted to being closed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.open = 0
        self.changed = threading.Condition()

    def process_request(self, request, client_address):
        self._count(1)
        super().process_request(request, client_address)

    def close_request(self, request):
        super().close_request(request)
        self._count(-1)

    def _count(self, by):
        with self.changed:
            self.open += by
            self.changed.notify_all()

    def wait_until_quiet(self):
        """Every connection made so far has been accepted, answered and closed."""
        self._accept_all()
        with self.changed:
            assert self.changed.wait_for(lambda: not self.open, PATIENCE), "a browser is still open"

    def _accept_all(self):
        """Connections are accepted in the order they were made: once ours is, so are those before it."""
        with socket.create_connection(self.server_address[:2], timeout=PATIENCE) as own:
            own.shutdown(socket.SHUT_WR)
            own.recv(1)
