"""The numbers in prose are bound to runs: `45 of 100<!-- c05_adam -->`, and `found(c05_adam=...)` in a cell.

What stands in the comment is an expression of results, and before it how the number relates to it: nothing (equal, to
the digits that are written), `about` (within 10 %), `at least` or `at most` (the result is that), or, without a number,
an order such as `a > b`. A share counts as its value from 0 to 1. An interval behind the comment, `(36–55)`, is that of
the share, in percent.
"""

import ast
import operator
import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lessonlib.evidence import share

RESULT = re.compile(r"^(\w+) = (?:(\d+) of (\d+)|(\S+))$", re.MULTILINE)
COMMENT = re.compile(r"<!--\s*(about |at least |at most )?(.*?)\s*-->", re.DOTALL)
WORDS = {word: Fraction(n) for n, word in enumerate("none one two three four five six seven eight nine ten".split())}
WORDS |= {"no": Fraction(0), "eleven": Fraction(11), "twelve": Fraction(12), "fifteen": Fraction(15)}
WORDS |= {"twenty": Fraction(20), "thirty": Fraction(30), "forty": Fraction(40), "fifty": Fraction(50)}
WORDS |= {"hundred": Fraction(100), "thousand": Fraction(1000), "all": Fraction(1), "both": Fraction(1)}
WORDS |= dict.fromkeys(("twice", "double", "doubled", "doubles"), Fraction(2)) | {"once": Fraction(1)}
WORDS |= dict.fromkeys(("half", "halved", "halves"), Fraction(1, 2)) | {"quarter": Fraction(1, 4)}
WORDS |= {"third": Fraction(1, 3), "two thirds": Fraction(2, 3), "three quarters": Fraction(3, 4)}
NUMERAL = r"[-\u2212]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?"
WORD = "|".join(sorted(WORDS, key=len, reverse=True))
OF = rf"(?P<k>{NUMERAL}|{WORD}) (?:out of|of|in) (?:the |all )?(?P<n>{NUMERAL}|{WORD})"
STATED = re.compile(
    rf"(?:{OF}|(?P<number>{NUMERAL})|\b(?P<word>{WORD}))(?P<unit>\s*%|-fold|\s+times)?[*_$]*$", re.IGNORECASE
)
CLAIM = re.compile(  # what a run gives: a share, a percentage, a count out of runs, a factor
    rf"{NUMERAL} (?:out of|of|in) (?:the |all )?{NUMERAL}|(?<![\w.])(?:{NUMERAL}|{WORD})(?:\s*%|\s+times\b|-fold)"
    rf"|\b(?:{WORD}) (?:out of|of|in) (?:{WORD})\b|\b(?:half|a third|two thirds|a quarter|three quarters) of\b"
    r"|\btwice (?:as|the)\b|\bhalf (?:as|the)\b|\b(?:doubled|halved)\b",
    re.IGNORECASE,
)
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
INTERVAL = re.compile(r"\s*\((\d+)\s*–\s*(\d+)\)")
DESCRIPTIONS = ("figure", "caption"), ("image", "alt")
ORDERS = {ast.Gt: operator.gt, ast.Lt: operator.lt, ast.GtE: operator.ge, ast.LtE: operator.le}


@dataclass
class Result:
    """A share or a number, as `found` printed it."""

    value: float
    runs: int | None = None


def results_of(notebook):
    """What the cells of a notebook recorded, by name; a name that stands twice is a problem."""
    results, twice = {}, []
    for cell in notebook.cells:
        if cell.cell_type == "code" and re.search(r"\bfound\(", cell.source):
            printed = "".join(output.get("text", "") for output in cell.outputs)
            for name, k, n, number in RESULT.findall(printed):
                twice += [f"{name} is recorded twice"] * (name in results)
                results[name] = Result(int(k) / int(n), int(n)) if k else Result(float(number))
    return results, twice


def prose(notebook):
    """The text of all markdown cells, without code, formulas and where links go; captions and alt texts too."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    described = [cell.metadata.get("mystnb", {}) for cell in notebook.cells]
    texts = [one.get(kind, {}).get(what, "") for one in described for kind, what in DESCRIPTIONS]
    text = "\n\n".join([text, *(told.replace(" percent", " %") for told in texts)])
    text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"\$\$.*?\$\$( \(eq-[\w-]+\))?|`[^`]*`|\]\([^)]*\)", " ", text, flags=re.DOTALL)
    return re.sub(r"(?<![\\$])\$(?!\$)[^$]*\$", " ", text)


def problems_of_bound(text, results):
    """Sentences about each comment whose number, name or order is not as the results say."""
    return [problem for match in COMMENT.finditer(text) if (problem := _problem(text, match, results))]


def unbound(text, exceptions=()):
    """Each share, percentage, count or factor that no comment follows and no exception holds, with its surroundings."""
    text = text.replace("95 % interval", "interval")  # a definition
    for words in exceptions:
        text = re.sub(r"\s+".join(map(re.escape, words.split())), " ", text)
    found = []
    for match in CLAIM.finditer(text):
        if not re.match(r"\s*(?:%|times\b|-fold)?[*_]*(?:\s+\w+)?[*_]*<!--", text[match.end() :]):
            found.append(" ".join(text[max(0, match.start() - 40) : match.end() + 25].split()))
    return found


def used(text):
    """The names that the comments of a text speak of."""
    return {name for _, formula in COMMENT.findall(text) for name in re.findall(r"[a-z]\w*", formula)}


def _problem(text, match, results):
    relation, formula = (match[1] or "equal").strip(), match[2]
    where = " ".join(text[max(0, match.start() - 40) : match.end()].split())
    try:
        tree = ast.parse(" ".join(formula.split()), mode="eval").body
        if isinstance(tree, ast.Compare):
            values = [_value(side, results) for side in (tree.left, *tree.comparators)]
            pairs = zip(values, tree.ops, values[1:], strict=False)
            return None if all(ORDERS[type(o)](a, b) for a, o, b in pairs) else f"{where}: results are {values}"
        result = _value(tree, results)
    except (SyntaxError, KeyError, TypeError) as error:
        return f"{where}: not a formula of recorded results ({error})"
    stated = STATED.search(text[: match.start()])
    if stated is None:
        return f"{where}: no number stands before it"
    runs = results[formula].runs if isinstance(tree, ast.Name) else None
    if not _holds(relation, stated, result, runs):
        return f"{where}: the result is {result:.4g}"
    if runs and (interval := INTERVAL.match(text, match.end())):
        of = share(np.arange(runs) < round(result * runs))
        if [f"{100 * of.low:.0f}", f"{100 * of.high:.0f}"] != list(interval.groups()):
            return f"{where}: the interval is {100 * of.low:.0f} to {100 * of.high:.0f} %"


def _value(node, results):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return results[node.id].value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, results)
    return OPERATORS[type(node.op)](_value(node.left, results), _value(node.right, results))


def _holds(relation, stated, result, runs):
    """Whether a number as it is written stands in its relation to a result."""
    if stated["k"]:
        n = float(_number(stated["n"])[0])
        number, digit = float(_number(stated["k"])[0]) / n, 1e-9
        if runs is not None and relation == "equal" and n != runs:
            return False
    else:
        number, digit = _number(stated["number"] or stated["word"])
        if (stated["unit"] or "").strip() == "%":
            number, digit = number / 100, digit / 100
    number, slack = float(number), float(digit) / 2 * (1 + 1e-9) + 1e-12
    if relation == "about":
        return abs(result - number) <= max(0.1 * abs(result), 0.1 * abs(number), slack)
    if relation == "at least":
        return result >= number - 1e-12
    if relation == "at most":
        return result <= number + 1e-12
    return abs(result - number) <= slack


def _number(text):
    """The number that stands there, and the worth of its last digit: 0 for a word."""
    if text.lower() in WORDS:
        return WORDS[text.lower()], Fraction(0)
    mantissa, _, exponent = text.replace(",", "").replace("\u2212", "-").partition("e")
    scale = Fraction(10) ** int(exponent or 0)
    return Fraction(mantissa) * scale, Fraction(10) ** -len(mantissa.partition(".")[2]) * scale
