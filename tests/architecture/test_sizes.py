"""Nothing grows past what a reader takes in at once: then it is split by noun."""

import ast

from tests.architecture.sources import APPS, ROOT, name, python_files, templates

FILE_LINES = 300
FUNCTION_LINES = 40
TEMPLATE_LINES = 120
# One file on purpose: whoever runs a site reads all that can be set in one place.
LONG_ON_PURPOSE = {"marketplace/settings.py"}


def lines(path):
    return len(path.read_text().splitlines())


def test_no_file_is_longer_than_300_lines():
    scripts = (ROOT / "static" / "js").rglob("*.js")
    sizes = {name(path): lines(path) for path in (*python_files(), *scripts)}
    long = {path for path, size in sizes.items() if size > FILE_LINES}
    assert long - LONG_ON_PURPOSE == set()


def body_lines(function: ast.FunctionDef) -> int:
    """Count what a reader has to follow: neither the signature nor the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return function.end_lineno - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_40_lines():
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python_files(*APPS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and body_lines(node) > FUNCTION_LINES
    ]
    assert long == []


def test_no_template_is_longer_than_120_lines():
    assert [name(path) for path in templates() if lines(path) > TEMPLATE_LINES] == []
