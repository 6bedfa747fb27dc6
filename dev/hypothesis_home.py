"""Keeps Hypothesis's examples out of the repository: a pytest plugin."""

import os
from pathlib import Path

from hypothesis.configuration import set_hypothesis_home_dir


def pytest_configure(config):
    set_hypothesis_home_dir(Path(os.environ["CHECKOUT"]) / "hypothesis")
