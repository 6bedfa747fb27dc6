"""The rules of the house (H1, H2, H4), read from the sources: sizes, names, who writes the ledger, who knows words.

Each list of exceptions may only shrink: one that is no longer needed fails its test too.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = ("engine", "models", "controllers", "wizard", "tools")
FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for room in PRODUCTION
    for path in sorted((ROOT / room).rglob("*.py"))
}
TREES = {name: ast.parse(text) for name, text in FILES.items()}

# One SQL statement each, which reads better whole.
LONG_FUNCTIONS = {
    "engine/sending/reminder_chain.py": {"find_speakers"},
    "engine/planning/series.py": {"_move_over"},
    "models/reporting/appointment_consumption.py": {"_select"},
    "models/reporting/appointment_attendance.py": {"_select"},
}

# Models too large for one file, whose pieces are one idea each: file names begin with the model's.
IN_PIECES = {"appointment_page", "appointment_rule"}

# Words that sound like ours and are others': how many in which file. ``tools/`` is left out whole: pure logic that knows
# no table, and answers with words of its own.
WORDS_OF_OTHERS = {
    "engine/sending/outcome.py": 1,  # what a gateway said: tools.gateways.Outcome
    "engine/sending/providers/iap.py": 1,  # the same
    "engine/sending/smtp.py": 1,  # the same, of a mail server
}


def test_h4_files_are_short():
    """H4: no file of production code has more than 300 lines."""
    assert not {name: len(text.splitlines()) for name, text in FILES.items() if len(text.splitlines()) > 300}


def test_h4_functions_are_short():
    """H4: no function has more than 40 lines."""
    long = {}
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40:
                long.setdefault(name, set()).add(node.name)
    assert long == LONG_FUNCTIONS


def models_of(tree):
    """The models that a file defines or extends."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        values = {
            target.id: item.value
            for item in node.body
            if isinstance(item, ast.Assign)
            for target in item.targets
            if isinstance(target, ast.Name)
        }
        said = values.get("_name") or values.get("_inherit")
        if isinstance(said, ast.Constant):
            yield said.value


def test_h4_a_file_is_named_after_its_model():
    """H4: a file of ``models/`` or ``wizard/`` holds one model, and is named after it, in each room."""
    wrong = {}
    for name, tree in TREES.items():
        found = {model.replace(".", "_") for model in models_of(tree)}
        if not name.startswith(("models/", "wizard/")) or not found:
            continue
        stem = Path(name).stem
        if found != {stem} and not (len(found) == 1 and found <= IN_PIECES and stem.startswith((*found,))):
            wrong[name] = found
    assert not wrong


_WRITES = re.compile(
    r"(INSERT INTO|UPDATE|DELETE FROM)\s+appointment_notification\b"
    r"|\[.appointment\.notification.\][\w.()]*\.(create|write)\("
    r"|\.(create|write)\(\s*\[?\{[^}]*[\"']state[\"']\s*:",
)


def test_h2_only_the_ledger_writes_notifications():
    """H2: no statement, and no call that says so, writes the table of notifications outside ``engine/ledger``."""
    found = {name for name, text in FILES.items() if _WRITES.search(text)}
    assert {name for name in found if not name.startswith("engine/ledger/")} == set()
    assert any(name.startswith("engine/ledger/") for name in found), "the rule finds nothing at all"


_NAMES = {"state", "appointment_origin", "first_state", "trigger", "reason", "audience", "origin", "booking_origin", "booking_state", "status"}
_TABLES = ("occasions", "states", "reasons", "audiences", "origins", "booking")


def vocabulary():
    """Every word that a table of ``engine/words`` defines as a constant."""
    words = set()
    for table in _TABLES:
        for node in TREES[f"engine/words/{table}.py"].body:
            if isinstance(node, ast.Assign):
                words.update(_strings(node.value))
    return words


def _strings(node):
    items = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    return {item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)}


def _name(node):
    """What a side of a comparison is called: ``row.state``, ``state``, ``vals["state"]``, ``vals.get("state")``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return node.slice.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        return getattr(node.args[0], "value", None)
    return None


def literals(tree, words):
    """(line, words) of comparisons and terms of domains that name a word by its letters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.comparators) == 1:
            left, right = node.left, node.comparators[0]
            for known, said in ((left, right), (right, left)):
                if _name(known) in _NAMES and _strings(said) & words:
                    yield node.lineno, _strings(said)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
            field, operator, said = node.elts
            is_term = _strings(operator) & {"=", "!=", "in", "not in"} and isinstance(field, ast.Constant)
            if is_term and str(field.value).split(".")[-1] in _NAMES and _strings(said) & words:
                yield node.lineno, _strings(said)


def test_h1_words_are_named_in_their_tables():
    """H1: nobody outside ``engine/words`` compares a state, occasion, reason, audience or origin with letters."""
    words = vocabulary()
    outside = {name: tree for name, tree in TREES.items() if not name.startswith(("engine/words/", "tools/"))}
    found = {name: lines for name, tree in outside.items() if (lines := list(literals(tree, words)))}
    assert {name: len(lines) for name, lines in found.items()} == WORDS_OF_OTHERS, found


@pytest.mark.parametrize(
    "source",
    ['row.state == "planned"', 'x = [("trigger", "in", ("booked", "moved"))]', '"sent" != vals.get("state")'],
)
def test_h1_the_rule_about_words_can_fail(source):
    """H1: what the rule is about is found."""
    assert list(literals(ast.parse(source), vocabulary()))
