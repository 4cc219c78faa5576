#!/usr/bin/env python3
"""Requests that nobody should send to tessera explore: it refuses them, reads and writes nothing
outside its directory, and still answers the next valid one.

All of it goes to 127.0.0.1; 500 fuzzed requests by a fixed seed, 100 runs at once, one body of
1 GB that is cut off."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from explore_server import RUN, Server

FUZZED = 500
SEED = 8
AT_ONCE = 100
MARK = "the-secret-outside"
REFUSALS = {400, 403, 404, 405, 409, 413, 414, 415, 422, 431, 503, 504}
program = None


def error_of(body):
    return json.loads(body)["error"]


class Hostile(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.outside = pathlib.Path(self.place.name)
        (self.outside / "secret.textproto").write_text(f'name: "{MARK}"\n')
        (self.outside / "secret.json").write_text(f'{{"architectures": ["{MARK}"]}}')
        self.directory = self.outside / "runs"
        self.server = Server(program, self.directory)

    def tearDown(self):
        children = self.server.children()
        self.assertEqual(self.server.end(), 0)
        self.server.process.stdout.close()
        self.assertFalse([child for child in children if os.path.exists(f"/proc/{child}")],
                         "a process outlived the server")
        self.place.cleanup()

    def answers(self):
        status, _, body = self.server.ask("POST", "/api/run", RUN)
        self.assertEqual(status, 200, body[:300])
        self.assertGreater(json.loads(body)["run"]["summary"]["latency_us"], 0)

    def nothing_written(self):
        self.assertEqual({one.name for one in self.outside.iterdir()} - {"runs"},
                         {"secret.textproto", "secret.json"})

    def test_fuzzed_requests_are_answered_or_refused(self):
        draw = random.Random(SEED)
        seen = {}
        for number in range(FUZZED):
            content = draw.random() < 0.5
            data = (fuzzed_content if content else fuzzed_http)(draw, self.server.port)
            answer = self.server.raw(data, half_close=not content)
            answer.decode()
            status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else None
            seen[status] = seen.get(status, 0) + 1
            self.assertIn(status, REFUSALS | {200, None}, f"request {number}: {data[:500]!r}\n{answer[-500:]!r}")
            self.assertNotIn(MARK.encode(), answer)
            self.assertIsNone(self.server.process.poll(), f"request {number} ended it: {data[:500]!r}")
        print(f"{FUZZED} fuzzed requests:", dict(sorted(seen.items(), key=str)))
        self.assertGreater(seen.get(200, 0), 0)
        self.assertGreater(sum(seen.get(one, 0) for one in REFUSALS), FUZZED // 4)
        self.answers()
        self.nothing_written()

    def test_other_origins_and_other_names_of_this_machine_are_refused(self):
        port = self.server.port
        for headers, kind in [
                ({"Origin": "http://evil.example"}, "origin"),
                ({"Origin": "null"}, "origin"),
                ({"Origin": f"https://127.0.0.1:{port}"}, "origin"),
                ({"Origin": f"http://127.0.0.1:{port}.evil.example"}, "origin"),
                ({"Origin": f"http://127.0.0.1:{port + 1}"}, "origin"),
                ({"Sec-Fetch-Site": "cross-site"}, "origin"),
                ({"Host": f"evil.example:{port}"}, "host"),
                ({"Host": "127.0.0.1"}, "host"),
        ]:
            status, got, body = self.server.ask("POST", "/api/run", RUN, headers)
            self.assertEqual((status, error_of(body)["kind"]), (403, kind), headers)
            self.assertFalse([name for name in got if name.startswith("Access-Control")])
        status, _, _ = self.server.ask("POST", "/api/run", RUN, {"Origin": f"http://127.0.0.1:{port}"})
        self.assertEqual(status, 200)
        self.answers()

    def test_what_a_page_of_another_origin_can_send_without_asking_is_no_json(self):
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]:
            status, _, body = self.server.ask("POST", "/api/save", {**RUN, "name": "x"}, {"Content-Type": kind})
            self.assertEqual((status, error_of(body)["kind"]), (415, "content_type"))
        status, got, _ = self.server.ask("OPTIONS", "/api/run", headers={"Origin": "http://evil.example"})
        self.assertEqual(status, 403)
        self.assertFalse([name for name in got if name.startswith("Access-Control")])
        self.nothing_written()

    def test_no_request_names_a_file(self):
        secrets = [str(self.outside / "secret.textproto"), "../secret.textproto", "own/../secret",
                   str(self.outside / "secret.json"), "/etc/passwd", "../../../../etc/passwd"]
        for path in ["/../secret.json", "/..%2fsecret.json", "/%2e%2e/secret.json", "/etc/passwd", "//etc/passwd",
                     "/api/../../secret.json"]:
            status, _, body = self.server.ask("GET", path)
            self.assertEqual(status, 404, path)
        for one in secrets:
            quoted = one.replace("/", "%2F")
            asked = [self.server.ask("GET", f"/api/chip?name={quoted}"),
                     self.server.ask("GET", f"/api/stored/one?id={quoted}")]
            for change in [{"chip": one}, {"model": one}, {"draft": one, "acceptance": 0.5}, {"library": one},
                           {"routing": one}, {"prefill_chip": one}, {"with": one},
                           {"set": {"memory.standard": one}}, {"set": {"variant_of": one}},
                           {"set": {f"memory.{one}": 1}}]:
                asked.append(self.server.ask("POST", "/api/run", {**RUN, **change}))
            for name in ["../x", "/tmp/x", "a/b", "..", ".hidden", "x\u0000y", "", "x" * 200]:
                asked.append(self.server.ask("POST", "/api/save", {**RUN, "name": name}))
            for status, _, body in asked:
                self.assertEqual(status, 422, body[:300])
                self.assertIn("mistakes", error_of(body))
                self.assertNotIn(MARK, body)
                self.assertNotIn("root:", body)
        for name in ["../x", "/tmp/x"]:
            _, _, body = self.server.ask("POST", "/api/sweep", {
                "name": name, "base": RUN, "axes": [{"field": "batch", "values": [1, 2]}]})
            self.assertEqual(self.sweep_ends(json.loads(body)["job"])["state"], "failed")
        self.nothing_written()
        self.answers()

    def sweep_ends(self, job):
        for _ in range(200):
            state = json.loads(self.server.ask("GET", f"/api/sweep?job={job}")[2])
            if state["state"] != "running":
                return state
            time.sleep(0.1)
        self.fail("the sweep did not end")

    def test_links_in_the_directory_are_not_followed(self):
        self.directory.mkdir()
        (self.directory / "out").symlink_to(self.outside)
        (self.directory / "secret.textproto").symlink_to(self.outside / "secret.textproto")
        _, _, body = self.server.ask("GET", "/api/stored")
        self.assertEqual(json.loads(body)["stored"], [])
        status, _, body = self.server.ask("GET", "/api/chip?name=own/secret")
        self.assertEqual(status, 422)
        status, _, body = self.server.ask("POST", "/api/save", {**RUN, "name": "out"})
        self.assertEqual(status, 422)
        self.assertIn("is there already", body)

    def test_a_body_of_a_gigabyte_is_cut_off(self):
        before = self.server.resident_mib()
        head = (f"POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
                "Content-Type: application/json\r\n")
        for length in ["Content-Length: 1000000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"]:
            sent, answer = self.stream(head + length, "chunked" in length)
            self.assertIn(b" 413 ", answer[:20])
            self.assertLess(sent, 64 << 20)
        self.assertLess(self.server.resident_mib() - before, 64)
        self.answers()

    def stream(self, head, chunked):
        sent, answer = 0, b""
        part = b" " * 65536
        if chunked:
            part = b"10000\r\n" + part + b"\r\n"
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as stream:
            stream.sendall(head.encode())
            stream.settimeout(2)
            try:
                while sent < 1_000_000_000:
                    stream.sendall(part)
                    sent += len(part)
            except OSError:
                pass
            try:
                answer = stream.recv(4096)
            except OSError:
                pass
        return sent, answer or self.head_only(head)

    # What was sent behind the refusal may have broken the connection before it was read.
    def head_only(self, head):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as stream:
            stream.sendall(head.encode() + (b"20000\r\n" + b" " * 0x20000 if "chunked" in head else b""))
            return stream.recv(4096)

    def test_a_hundred_runs_at_once_are_answered_or_told_to_wait(self):
        def one(number):
            run = {**RUN, "set": {"memory.bandwidth_scale": 1 + number / 100}}
            status, _, _ = self.server.ask("POST", "/api/run", run, timeout=120)
            return status
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as threads:
            seen = list(threads.map(one, range(AT_ONCE)))
        print(f"{AT_ONCE} runs at once:", {status: seen.count(status) for status in set(seen)})
        self.assertLessEqual(set(seen), {200, 503})
        self.assertGreaterEqual(seen.count(200), AT_ONCE // 4)
        self.answers()

    def test_connections_that_say_nothing_do_not_keep_others_out(self):
        silent = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(60)]
        self.answers()
        for one in silent:
            one.close()

    def test_a_worker_that_dies_loses_one_request(self):
        self.answers()
        for child in self.server.children():
            os.kill(child, signal.SIGKILL)
        time.sleep(0.2)
        self.answers()

    def test_a_run_that_nobody_waits_for_is_ended(self):
        # Much longer than this test waits: thousands of steps of a large network, tile by tile.
        long = {"chip": "gpnpu", "model": "llama-3.1-8b", "phase": "full", "seq": 4096, "tokens": 4096,
                "batch": 7, "chips": 4, "parallel": "pp=4", "elasticities": True}
        for _ in range(12):
            with socket.create_connection(("127.0.0.1", self.server.port)) as stream:
                body = json.dumps(long)
                stream.sendall((f"POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
                                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
                time.sleep(0.1)
        begin = time.monotonic()
        self.answers()
        self.assertLess(time.monotonic() - begin, 15)

    def test_an_interrupt_ends_what_runs(self):
        self.server.ask("POST", "/api/sweep", {"name": "cut", "base": {**RUN, "detail": "tile"}, "axes": [
            {"field": "memory.bandwidth_scale", "values": [1 + i / 100 for i in range(400)]}]})
        long = socket.create_connection(("127.0.0.1", self.server.port))
        body = json.dumps({**RUN, "phase": "full", "seq": 4096, "tokens": 4096, "elasticities": True})
        long.sendall((f"POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
                      f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
        time.sleep(0.5)
        self.assertGreaterEqual(len(self.server.children()), 2)
        long.close()  # tearDown interrupts, and looks for what is left

    def test_an_own_chip_is_read_again_when_it_is_edited(self):
        own = self.directory / "mine.textproto"
        self.directory.mkdir()
        figures = []
        for scale in [1, 2, 4]:
            own.write_text(f'variant_of: "gpnpu"\nname: "mine"\nmemory {{ bandwidth_scale: {scale} }}\n')
            os.utime(own, (scale, scale))
            status, _, body = self.server.ask("POST", "/api/run", {**RUN, "chip": "own/mine"})
            self.assertEqual(status, 200, body[:300])
            figures.append(json.loads(body)["run"]["summary"]["memory"]["peak_gb_per_s"])
        self.assertEqual([round(one / figures[0], 6) for one in figures], [1, 2, 4])

    def test_requests_sent_ahead_are_answered_one_after_the_other(self):
        text = json.dumps(RUN)
        one = (f"POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
               f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n")
        answer = self.server.raw(f"{one}\r\n{text}{one}Connection: close\r\n\r\n{text}".encode())
        self.assertEqual(answer.count(b"HTTP/1.1 200 OK"), 2)

    def test_a_port_that_is_taken_is_said(self):
        second = subprocess.run([program, "explore", "--port", str(self.server.port)], capture_output=True,
                                text=True, timeout=20)
        self.assertEqual(second.returncode, 2)
        self.assertIn(f"--port {self.server.port}: Address already in use", second.stderr)

    def test_saving_writes_one_folder_and_overwrites_nothing(self):
        status, _, body = self.server.ask("POST", "/api/save", {**RUN, "name": "kept"})
        self.assertEqual(status, 200, body)
        self.assertEqual([one.name for one in self.directory.iterdir()], ["kept"])
        status, _, body = self.server.ask("POST", "/api/save", {**RUN, "name": "kept"})
        self.assertEqual(status, 422)
        self.assertIn("is there already", body)


ODD = [None, [], {}, -1, 0, 1, 3, 1e308, 0.5, 2**63, "", "../../secret.json", "\u0000", "x" * 5000, True, "1" * 400, [[[]]],
       "%s%n", "nan", "inf", "1,2x3", "tp=2", "auto", {"a": {"a": {}}}]
KEYS = ["batch", "seq", "kv", "tokens", "chips", "parallel", "dtype", "phase", "detail", "chunk", "kv_page", "acceptance",
        "draft", "draft_tokens", "microbatches", "overlap", "routing", "library", "strict", "trace", "chip", "model",
        "prefill_chip", "expert_capacity", "no_elasticities", "with", "set", "dim", "name", "__proto__"]
FIELDS = ["memory.bandwidth_scale", "core.count", "core.clock_mhz", "core.matrix_unit.count", "memory.capacity_gb",
          "core.local_memory.capacity_kib", "chip_link.bandwidth_scale", "", "..", "core", "core[9]", "name", "a" * 300]


def fuzzed_content(draw, port):
    """HTTP as it should be, with odd values inside."""
    body = {**RUN, "name": "x/y"} if draw.random() < 0.2 else dict(RUN)
    for _ in range(draw.choice([0, 1, 1, 2, 3])):
        key = draw.choice(KEYS)
        body[key] = {draw.choice(FIELDS): draw.choice(ODD)} if key in ("set", "dim") else draw.choice(ODD)
    path = draw.choice(["/api/run"] * 6 + ["/api/text", "/api/save", "/api/sweep/cancel?job=7"])
    text = json.dumps(body)
    return (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(text.encode())}\r\nConnection: close\r\n\r\n{text}").encode()


def fuzzed_http(draw, port):
    """A request that is right in most parts."""
    bodies = [RUN, {**RUN, "name": "../x"}, {"name": "x/y", "base": RUN, "axes": [{"field": "batch", "values": [1, 2]}]}]
    odd = [None, [], {}, -1, 0, 1e308, 2**63, "", "../../secret.json", "\u0000", "x" * 5000, True, "1" * 400, [[[]]],
           "%s%n", "nan", {"a": {"a": {}}}]
    body = dict(draw.choice(bodies))
    for _ in range(draw.randrange(3)):
        key = draw.choice(list(body) + ["set", "dim", "batch", "chips", "parallel", "dtype", "seq", "__proto__", "trace"])
        body[key] = draw.choice(odd + [{"memory.bandwidth_scale": draw.choice(odd)}, {draw.choice(["", "..", "core"]): 1}])
    text = json.dumps(body)
    if draw.random() < 0.2:
        text = draw.choice(["[" * 60000, "{" + '"a":' * 9000, text[:draw.randrange(len(text))], "\xff\xfe", ""])
    method = draw.choice(["POST"] * 6 + ["GET"] * 4 + ["PUT", "DELETE", "TRACE", "CONNECT", "OPTIONS", "HEAD", "G\0T", "post"])
    path = draw.choice(["/api/run", "/api/run", "/api/text", "/api/chip?name=gpnpu", "/api/chip?name=%ff%00", "/api/library",
                        "/api/stored", "/api/stored/one?id=" + "a" * draw.randrange(3000), "/", "/api/sweep?job=999999999999",
                        "/api/sweep/cancel?job=-1", "/api/save?asker=" + "%", "/x" * draw.randrange(2000), "*", "http://evil/"])
    headers = [f"Host: {draw.choice([f'127.0.0.1:{port}'] * 8 + ['evil', ''])}",
               f"Content-Type: {draw.choice(['application/json'] * 6 + ['text/plain', 'application/json;x', ''])}",
               f"Content-Length: {draw.choice([len(text.encode())] * 8 + [-1, 0, 10**12, 'x'])}"]
    if draw.random() < 0.2:
        headers.append(draw.choice(["Transfer-Encoding: chunked", "X: " + "y" * 20000, "Expect: 100-continue", "Host: two",
                                    "Origin: null", "Cookie: " + "a=b;" * 500, "bad header", ": empty", "Connection: close"]))
    data = f"{method} {path} HTTP/{draw.choice(['1.1'] * 8 + ['1.0', '9.9', ''])}\r\n" + "\r\n".join(headers) + "\r\n\r\n" + text
    data = bytearray(data.encode())
    for _ in range(draw.choice([0, 0, 0, 1, 5, 50])):
        data[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(data[:draw.choice([len(data)] * 6 + [draw.randrange(len(data))])])


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    given, rest = options.parse_known_args()
    program = given.program
    unittest.main(argv=["explore_hostile", *rest])
