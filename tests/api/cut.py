"""A proxy on the way to a server that cuts a connection in the middle of a response."""

import socket
import struct
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

_RESET = struct.pack("ii", 1, 0)


class CuttingProxy:
    """Passes all on, until a response holds the event `cut_at`: behind it, that connection breaks,
    once."""

    def __init__(self, server):
        self._upstream = (urlsplit(server).hostname, urlsplit(server).port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cut_at = None
        self.cuts = 0
        self._open = []
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self):
        self._threads[0].start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        for connection in self._open:
            _close(connection)
        for thread in self._threads:
            thread.join()

    def _accept(self):
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._upstream)
            self._open += [browser, server]
            for ends in ((browser, server, False), (server, browser, True)):
                thread = threading.Thread(target=self._pump, args=ends)
                self._threads.append(thread)
                thread.start()

    def _pump(self, source, sink, answers):
        try:
            while data := source.recv(65536):
                if answers and self.cut_at and self.cut_at in data:
                    begun = data.index(self.cut_at)
                    self.cut_at, self.cuts = None, self.cuts + 1
                    sink.sendall(data[: data.index(b"\n\n", begun) + 2])
                    time.sleep(0.2)  # a reset takes with it what is not read yet
                    sink.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    break
                sink.sendall(data)
        except OSError:
            pass  # one of the ends has gone, and the other goes with it
        _close(source)
        _close(sink)


def _close(connection):
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
