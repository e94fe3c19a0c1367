"""The way from one phone to the server, which a test can cut: a room with bad Wi-Fi."""

import socket
import threading
from contextlib import suppress


class Cable:
    """Passes everything on between a port of its own and the server's, until it is cut."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._open = True
        self._passing = threading.Event()
        self._passing.set()
        self._ends: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Nothing goes through any more, and what was on its way is gone."""
        self._open = False
        self._passing.set()
        for end in list(self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._open = True

    def hush(self) -> None:
        """Not a byte goes through, and neither side is told: all links stay open."""
        self._passing.clear()

    def speak(self) -> None:
        """What was held back goes through, and what comes."""
        self._passing.set()

    def remove(self) -> None:
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if not self._open:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                near.close()
                continue
            for source, target in ((near, far), (far, near)):
                self._ends.add(source)
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                self._passing.wait()
                if not self._open:
                    break
                target.sendall(piece)
        self._ends.discard(source)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()
