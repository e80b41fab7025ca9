"""What `make mutants` says: by file, how many faults the tests noticed, and each that they did not with its reason.

mutants.toml lists these by file and by the line as the fault has it. Fails where fewer than 95 % are noticed, where one
survived that is not listed, or where a listed one did not.
"""

import ast
import difflib
import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTANTS = ROOT / "mutants"
SURVIVED = (0, 5, 33)  # what pytest and mutmut give: all passed, or no test came by


def results(path):
    """How many mutants a file has, and the lines of those that survived."""
    status = json.loads(Path(f"{path}.meta").read_text())["exit_code_by_key"]
    if None in status.values():
        raise SystemExit(f"{path}: mutmut has not finished")
    source = path.read_text()
    functions = {f.name: ast.get_source_segment(source, f) for f in ast.walk(ast.parse(source)) if is_function(f)}
    return len(status), [changed(functions, key.split(".")[-1]) for key, code in status.items() if code in SURVIVED]


def is_function(node):
    return isinstance(node, ast.FunctionDef)


def changed(functions, name):
    """The lines of a mutant that are not the original's, as one string."""
    original = name.rsplit("__mutmut_", 1)[0] + "__mutmut_orig"
    before, after = (re.sub(r"def \S+?__mutmut_\w+", "def f", functions[f]).splitlines() for f in (original, name))
    return " ".join(line[2:].strip() for line in difflib.ndiff(before, after) if line.startswith("+ "))


def main():
    listed, wrong, mutants, survived = tomllib.loads((ROOT / "tests/mutants.toml").read_text()), [], 0, 0
    for path in sorted(MUTANTS.glob("lessonlib/**/*.py")):
        if not Path(f"{path}.meta").exists() or not (counted := results(path))[0]:
            continue
        file, (total, lines) = str(path.relative_to(MUTANTS)), counted
        mutants, survived = mutants + total, survived + len(lines)
        print(f"{file:34} {total:5} mutants {total - len(lines):5} killed {100 - 100 * len(lines) / total:6.1f} %")
        reasons = listed.pop(file, {})
        wrong += [f"{file}: a survivor that is not listed: {line}" for line in lines if line not in reasons]
        wrong += [f"{file}: listed, but it is no survivor: {line}" for line in reasons if line not in lines]
        print(*(f"    {line}\n        {reasons[line]}" for line in dict.fromkeys(lines) if line in reasons), sep="\n")
    wrong += [f"{file}: listed, but it has no mutants" for file in listed]
    if mutants == 0 or survived > 0.05 * mutants:
        wrong.append("fewer than 95 % were killed")
    print(f"{mutants - survived} of {mutants} killed", *wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
