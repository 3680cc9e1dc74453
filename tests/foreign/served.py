"""The site as a host serves it: on loopback, below the path of its address, so that others' programs can fetch from it."""
import contextlib, functools, http.server, os, threading
from urllib.parse import urlsplit


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files below the path of the site's address; nothing above it."""

    def __init__(self, *words, path, **more):
        self.below = path
        super().__init__(*words, **more)

    def translate_path(self, path):
        if not path.startswith(self.below):
            return "/nonexistent"
        return super().translate_path("/" + path[len(self.below):])

    def log_message(self, *words):
        pass


@contextlib.contextmanager
def serve(public, base_url):
    """Gives the address that stands for `base_url` on this machine."""
    path = urlsplit(base_url).path
    # Where fetching goes by way of a proxy, this machine is still asked directly; programs started from here inherit that.
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(public), path=path))
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{path}"
    finally:
        server.shutdown()
        server.server_close()
