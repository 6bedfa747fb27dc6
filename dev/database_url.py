"""Print DATABASE_URL as the PG* variables that libpq, psycopg2 and Odoo read, for a shell to evaluate."""

import shlex
import sys
from urllib.parse import parse_qs, unquote, urlsplit

url = urlsplit(sys.argv[1])
if url.scheme not in ("postgres", "postgresql"):
    sys.exit("DATABASE_URL should look like postgresql://user:password@host:5432")
options = parse_qs(url.query)
for name, value in {
    "PGHOST": url.hostname or options.get("host", ["localhost"])[0],
    "PGPORT": str(url.port or options.get("port", [5432])[0]),
    "PGUSER": url.username or options.get("user", [""])[0],
    "PGPASSWORD": url.password or options.get("password", [""])[0],
    "PGSSLMODE": options.get("sslmode", [""])[0],
}.items():
    if value:
        print(f"export {name}={shlex.quote(unquote(value))}")
