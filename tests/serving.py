"""A small server of our own on loopback, that answers in the form a public service publishes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: What a request is answered: from its handler, a status and its content.
Answer = Callable[[BaseHTTPRequestHandler], tuple[int, bytes]]


@contextmanager
def serving(answer: Answer, *, wait: str) -> Iterator[str]:
    """Serve on loopback; give the address. `wait` is what a 429 says, in seconds."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, content = answer(self)
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", wait)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
