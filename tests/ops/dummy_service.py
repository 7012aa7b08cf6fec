"""A process to supervise: starts a child of its own, notes both pids, answers 200 on the port it is given."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    port, pids = int(sys.argv[1]), Path(sys.argv[2])
    grandchild = subprocess.Popen(["sleep", "300"])
    server = HTTPServer(("127.0.0.1", port), Health)
    pids.write_text(f"{os.getpid()} {grandchild.pid}")
    server.serve_forever()
