"""Teaches papermill to write parameters in TypeScript."""

import json
import math

from papermill.engines import NBClientEngine
from papermill.translators import Translator, papermill_translators


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
