import json
import subprocess
import sys
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

_RUN = Path(__file__).resolve().parent.parent / "benchmarks" / "fault_run.py"


@tagged("post_install", "-at_install")
class TestFaults(BaseCase):
    """The short form of the fault run (S1): real processes, killed; the long one is in docs/RELIABILITY.md."""

    def torment(self, *options):
        name = f"{get_db_name()}_faults"
        command = [sys.executable, _RUN, "--kills", "20", "--messages", "200", "--template", get_db_name(),
                   "--database", name, "--seed", "5", *options]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        result = json.loads(done.stdout)
        self.assertTrue(result["kept"], done.stdout)
        self.assertEqual((result["messages"], result["kills"], result["lost"]), (200, 20, 0))
        return result

    def test_s1_deduplicating_gateway(self):
        """S1: nothing lost, nothing accepted twice, nothing in doubt."""
        result = self.torment("--deduplicate")
        self.assertEqual((result["accepted twice"], result["states"]), (0, {"sent": 200}))

    def test_s1_other_gateway(self):
        """S1: each message accepted exactly once, or shown in doubt."""
        result = self.torment()
        self.assertEqual(result["accepted twice"], 0)
        self.assertEqual(result["states"]["sent"] + result["states"].get("in_doubt", 0), 200)

    def test_s1_email(self):
        """S1: with the mail server killed in mid-delivery: every e-mail arrives, repeated only as the same message."""
        result = self.torment("--email")
        self.assertEqual((result["accepted twice"], result["states"]), (0, {"sent": 200}))
