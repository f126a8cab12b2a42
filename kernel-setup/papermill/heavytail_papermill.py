"""Teaches papermill to write parameters in TypeScript."""

import json
import math
import re

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators


# What code is made of, as far as the ends of statements are concerned. Comments and texts hide the brackets in them.
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>;)|(?P<other>.)""",
    re.DOTALL,
)
DECLARATION = re.compile(r"(?:export\s+)?(?:let|var|const)\s+([\w$]+)\s*(?::\s*(.*?))?\s*=(?![=>])\s*(.*)", re.DOTALL)
LITERALS = (
    ("number", re.compile(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+]?Infinity|NaN|0x[\da-f]+", re.IGNORECASE)),
    ("string", re.compile(r"""(["'`]).*\1""", re.DOTALL)),
    ("boolean", re.compile(r"true|false")),
)
STARTS_STATEMENT = re.compile(r"\s*(?:export\s+)?(?:let|var|const)\b")


def statements(source):
    """The statements of code without their comments, each with the comment that follows it on its last line."""
    code, depth, at, found = "", 0, 0, []

    def finish():
        nonlocal code
        if code.strip():
            found.append([" ".join(code.split()), ""])
        code = ""

    while at < len(source):
        token = TOKEN.match(source, at)
        kind, text = token.lastgroup, token.group()
        line = source[source.rfind("\n", 0, at) + 1 : at]
        if kind == "comment":
            if line.strip() and text.startswith("//"):
                if depth == 0:
                    finish()
                if found and depth == 0:
                    found[-1][1] = text[2:].strip()
        elif kind == "end" and depth == 0:
            finish()
        else:
            depth += (kind == "open") - (kind == "close")
            # Where there is no semicolon, the next declaration ends a statement.
            if text == "\n" and depth == 0 and STARTS_STATEMENT.match(source, at):
                finish()
            code += text
        at = token.end()
    finish()
    return found


def type_of(value):
    """The type of a literal; None if it takes a compiler to tell."""
    return next((name for name, pattern in LITERALS if pattern.fullmatch(value)), "None")


class TypeScriptTranslator(Translator):
    """Parameters as assignments to the variables that the cell tagged `parameters` declares with `let`."""

    @classmethod
    def translate(cls, val):
        if isinstance(val, float) and not math.isfinite(val):
            return "NaN" if math.isnan(val) else "Infinity" if val > 0 else "-Infinity"
        if isinstance(val, dict):
            fields = (f"{json.dumps(str(key))}: {cls.translate(item)}" for key, item in val.items())
            return "{ " + ", ".join(fields) + " }"
        if isinstance(val, (list, tuple)):
            return "[" + ", ".join(cls.translate(item) for item in val) + "]"
        if val is None or isinstance(val, (bool, int, float, str)):
            return json.dumps(val)
        return json.dumps(str(val))

    @classmethod
    def inspect(cls, parameters_cell):
        """The parameters that the cell declares, for `papermill --help-notebook`; a comment behind one is its help."""
        declared = ((DECLARATION.fullmatch(code), note) for code, note in statements(parameters_cell["source"]))
        return [
            Parameter(name=match[1], inferred_type_name=match[2] or type_of(match[3]), default=match[3], help=note)
            for match, note in declared
            if match
        ]

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"  {name} = {str_val};"

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        lines = [cls.assign(name, cls.translate(val)) for name, val in parameters.items()]
        # In a block, so that the cell shows no value.
        return "\n".join([cls.comment(comment), "{", *lines, "}", ""])


class TypeScriptEngine(NBClientEngine):
    """papermill's own engine; it stands here so that papermill loads this module."""


for kernel in ("heavytail", "tslab", "typescript"):
    papermill_translators.register(kernel, TypeScriptTranslator)
