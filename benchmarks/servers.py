"""The servers that the runs send to, shared with the tests: a gateway that answers at once or after a while, and an
SMTP server, each in a process of its own so that its work is not counted as ours."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from database_copy import DatabaseCopy

__all__ = ["DatabaseCopy", "gateway", "mail_server"]

# A server of asyncio's own protocols: http.server would be slower than what is measured.
_GATEWAY = '''
import asyncio, json, sys
delay, taken = float(sys.argv[1]), {}

class Gateway(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""

    def data_received(self, data):
        self.buffer += data
        while True:
            head, separator, rest = self.buffer.partition(b"\\r\\n\\r\\n")
            if not separator:
                return
            length = 0
            for line in head.split(b"\\r\\n")[1:]:
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if len(rest) < length:
                return
            body, self.buffer = rest[:length], rest[length:]
            if head.startswith(b"GET"):
                self.answer(json.dumps(taken).encode())
                continue
            taken[len(taken)] = 1
            answer = b'{"sid": "id-%d", "id": "id-%d"}' % (len(taken), len(taken))
            if delay:
                asyncio.get_running_loop().call_later(delay, self.answer, answer)
            else:
                self.answer(answer)

    def answer(self, body):
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)

async def main():
    server = await asyncio.get_running_loop().create_server(Gateway, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
'''
_MAIL = '''
import asyncio, sys

class Smtp(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.buffer, self.in_data = transport, b"", False
        transport.write(b"220 ready\\r\\n")

    def data_received(self, data):
        self.buffer += data
        while True:
            end = b"\\r\\n.\\r\\n" if self.in_data else b"\\r\\n"
            part, found, rest = self.buffer.partition(end)
            if not found:
                return
            self.buffer = rest
            if self.in_data:
                self.in_data = False
                self.transport.write(b"250 taken\\r\\n")
            elif part[:4].upper() == b"DATA":
                self.in_data = True
                self.transport.write(b"354 go on\\r\\n")
            elif part[:4].upper() == b"EHLO":
                self.transport.write(b"250-bench\\r\\n250-8BITMIME\\r\\n250 SMTPUTF8\\r\\n")
            elif part[:4].upper() == b"QUIT":
                self.transport.write(b"221 bye\\r\\n")
                self.transport.close()
            else:
                self.transport.write(b"250 ok\\r\\n")

async def main():
    server = await asyncio.get_running_loop().create_server(Smtp, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
'''


@contextmanager
def gateway(delay=0.0):
    """The port of an HTTP gateway that takes everything, after ``delay`` seconds."""
    with _process(_GATEWAY, str(delay)) as port:
        yield port


@contextmanager
def mail_server():
    """The port of an SMTP server that takes everything."""
    with _process(_MAIL) as port:
        yield port


@contextmanager
def _process(code, *arguments):
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE)
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
