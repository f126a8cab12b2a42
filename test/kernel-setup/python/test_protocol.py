"""The suite of jupyter_kernel_test, all its tests on, with TypeScript snippets."""

import unittest

import jupyter_kernel_test


class HeavytailKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "heavytail"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "Math.fro", "matches": {"fround"}},
        {"text": "[1, 2].findLastI", "matches": {"findLastIndex"}},
        {"text": "con"},
    ]
    complete_code_samples = ["const q = 1", "1 + 1;", "for (const w of [1]) { w; }", "console.log(`a`)"]
    incomplete_code_samples = [
        "function f() {",
        "const t = `text",
        "[1, 2,",
        "if (true) {\n  1;",
        "/* a comment",
    ]
    invalid_code_samples = ["const = 5", "function function", "1 +* 2;", "'open\n1"]
    code_page_something = "page('something')"
    code_generate_error = "throw new Error('on purpose')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "html`<b>x</b>`", "mime": "text/html", "result": "<b>x</b>"},
    ]
    code_display_data = [
        {"code": "display(html`<i>y</i>`)", "mime": "text/html"},
        {"code": "display(md`**z**`)", "mime": "text/markdown"},
        {"code": "display(svg`<svg/>`)", "mime": "image/svg+xml"},
        {"code": "display([{ a: 1, b: 2 }])", "mime": "text/html"},
    ]
    code_history_pattern = "6 ?*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "clearOutput()"


class HeavytailWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "heavytail"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
