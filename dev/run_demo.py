"""Serve the demo database until Ctrl-C: find a port, start Odoo and a mail server that only keeps, say what to try."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import psycopg2
from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


class MailKeeper:
    """Writes each mail to a file; nothing leaves the machine, whatever is tried in the demo."""

    def __init__(self, folder: Path):
        self.folder = folder

    async def handle_DATA(self, server, session, envelope):
        name = f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.eml"
        (self.folder / name).write_bytes(envelope.original_content)
        return "250 kept"


def free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((HOST, port))
                return port
    sys.exit(f"No free port from {wanted} to {wanted + 99}.")


def set_base_url(database: str, url: str) -> None:
    """The links in the messages point here, whichever port was free."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'", [url])
    connection.close()


def wait_until_it_answers(url: str, server: subprocess.Popen) -> bool:
    """Also has the login page's scripts and styles built, so that the first page comes at once."""
    while server.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(f"{url}/web/login", timeout=120).read()
            return True
        time.sleep(0.3)
    return False


def main() -> int:
    database, cache = sys.argv[1], Path(sys.argv[2])
    log = cache / "logs" / "demo.log"
    mails = cache / "mail"
    mails.mkdir(exist_ok=True)
    wanted = int(os.environ.get("PORT") or 8069)
    port = free_port(wanted)
    if port != wanted:
        print(f"Port {wanted} is in use: taking {port}.", flush=True)
    url = f"http://{HOST}:{port}"
    set_base_url(database, url)

    smtp_port = free_port(8025)
    Controller(MailKeeper(mails), hostname=HOST, port=smtp_port).start()
    command = [sys.executable, "-m", "odoo", "-d", database, f"--db-filter=^{database}$"]
    command += [f"--http-port={port}", "--max-cron-threads=1", "--workers=0"]
    command += [f"--smtp={HOST}", f"--smtp-port={smtp_port}"]
    # A session of its own: Ctrl-C reaches this program only, which then stops Odoo once.
    with log.open("w") as output:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    pid_file = cache / "demo.pid"
    pid_file.write_text(str(os.getpid()))

    def stop(*_signal):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        print("Starting Odoo …", flush=True)
        if not wait_until_it_answers(url, server):
            print("".join(log.read_text().splitlines(keepends=True)[-25:]))
            print(f"Odoo did not start; its log is {log}")
            return 1
        text = (Path(__file__).parent / "demo.txt").read_text()
        print(text.replace("{url}", url).replace("{log}", str(log)).replace("{mails}", str(mails)), flush=True)
        server.wait()
        print(f"Odoo ended by itself; its log is {log}")
        return 1
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()
        pid_file.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
