"""The explorer's server as tests see it: started on a free port, asked, ended."""

import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess

RUN = {"chip": "gpnpu", "model": "llama-3.1-8b", "phase": "decode", "kv": 1024, "detail": "analytic"}


class Server:
    def __init__(self, program, directory):
        self.process = subprocess.Popen(
            [program, "explore", "--port", "0", "--dir", str(directory)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().strip()
        self.port = int(self.url.rstrip("/").rpartition(":")[2])

    def ask(self, method, path, body=None, headers=None, timeout=60):
        """Status, headers and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        given = {"Content-Type": "application/json"} if method == "POST" else {}
        given.update(headers or {})
        data = json.dumps(body) if isinstance(body, (dict, list)) else body
        try:
            connection.request(method, path, data, given)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def raw(self, data, half_close=False, timeout=5):
        """All that comes back on bytes that need be no request."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as stream:
            try:
                stream.sendall(data)
                if half_close:
                    stream.shutdown(socket.SHUT_WR)
                while part := stream.recv(65536):
                    received += part
            except OSError:  # closed, or silent for too long
                pass
        return received

    def children(self):
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in tasks.read_text().split()]

    def resident_mib(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0

    def end(self):
        """As Ctrl-C does; its exit status."""
        os.kill(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=20)
