"""Every public action says by name and type what it takes, and what it returns."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import APPS, name, python_files


def public_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield what a package of actions exports, or what a single file of actions defines."""
    for path in python_files(*APPS):
        if path.name == "actions.py":
            yield from functions(path, only=None)
        elif path.parent.name == "actions" and path.name != "__init__.py":
            yield from functions(path, only=exported_by(path.parent))


def functions(path: Path, *, only: set[str] | None) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.parse(path.read_text()).body:
        is_public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if is_public and (only is None or node.name in only):
            yield f"{name(path)}:{node.lineno} {node.name}", node


def exported_by(package: Path) -> set[str]:
    for node in ast.parse((package / "__init__.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    raise AssertionError(f"{name(package)} exports nothing")


def test_there_are_actions_to_look_at():
    assert len(list(public_functions())) > 10


def test_actions_take_keywords_but_for_the_thing_their_name_ends_in():
    # wallet_for(user) reads well; suspend_user(user, "spam", moderator) does not.
    assert [where for where, node in public_functions() if len(node.args.args) > 1] == []


def is_typed(node: ast.FunctionDef) -> bool:
    arguments = (*node.args.args, *node.args.kwonlyargs)
    return node.returns is not None and all(argument.annotation for argument in arguments)


def test_actions_are_typed():
    assert [where for where, node in public_functions() if not is_typed(node)] == []


def test_actions_say_what_they_do():
    assert [where for where, node in public_functions() if not ast.get_docstring(node)] == []
