"""Another site: pages on another port, with a strict policy and styles that break what they can."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STYLES = """
html { font-size: 40px; }
body { transform: rotate(1deg); }
* { color: red !important; font-family: cursive !important; letter-spacing: .4em !important; }
div, section, button { display: none !important; opacity: .1 !important; }
"""
PAGE = """<!doctype html><html lang="{lang}"><head><title>Another site</title>
<link rel="stylesheet" href="/hostile.css"></head>
<body><main><h1>Another site</h1></main><script src="{script}" async></script></body></html>"""


class OtherSite:
    """What the site serves; `script` is the address of the widget."""

    def __init__(self, url):
        self.url = url
        self.script = ""

    def policy(self):
        """Nothing inline, nothing from elsewhere but the widget and what it asks for."""
        service = self.script.removesuffix("/widget.js")
        return (
            f"default-src 'none'; style-src 'self'; script-src {service}; connect-src {service}; "
            "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )


@contextmanager
def other_site():
    """Serves until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            styles = self.path == "/hostile.css"
            lang = "fr" if self.path == "/fr" else "en"
            body = STYLES if styles else PAGE.format(script=site.script, lang=lang)
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if styles else "text/html")
            self.send_header("Content-Security-Policy", site.policy())
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = OtherSite(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
