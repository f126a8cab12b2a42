"""Notebooks by nbclient, nbconvert and papermill, with this kernel and with the tslab that it is built on."""

import os
import shutil
import subprocess
import sys

import nbclient
import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

PARAMETERS = new_code_cell("let repeats: number = 2;\nlet label = 'default';", metadata={"tags": ["parameters"]})
KERNELSPEC = {"name": "heavytail", "display_name": "TypeScript (heavytail)", "language": "typescript"}


def notebook(*cells):
    """A notebook of the given cells after a parameters cell."""
    code = [new_code_cell(source) for source in cells]
    return new_notebook(cells=[PARAMETERS.copy(), *code], metadata={"kernelspec": KERNELSPEC})


def result(cell):
    """The plain text of a cell's result."""
    return next(o for o in cell.outputs if o.output_type == "execute_result")["data"]["text/plain"]


def run_tool(*words, cwd):
    return subprocess.run([sys.executable, "-m", *words], cwd=cwd, capture_output=True, text=True, timeout=120)


def test_nbclient_runs_cells_in_the_folder_of_the_notebook(tmp_path):
    (tmp_path / "data.json").write_text('{"value": 5}')
    run = notebook("import data from './data.json';\ndata.value * repeats", "display(md`**done**`)")
    nbclient.NotebookClient(run, resources={"metadata": {"path": tmp_path}}).execute()
    assert result(run.cells[1]) == "10"
    assert run.cells[2].outputs[0].data["text/markdown"] == "**done**"


def test_nbclient_reports_the_true_error(tmp_path):
    run = notebook("function inner() {\n  throw new RangeError('true cause');\n}\ninner();", "'never'")
    with pytest.raises(nbclient.exceptions.CellExecutionError) as failure:
        nbclient.NotebookClient(run, resources={"metadata": {"path": tmp_path}}).execute()
    assert failure.value.ename == "RangeError"
    assert "true cause" in str(failure.value)
    assert run.cells[2].outputs == []


def test_nbclient_goes_on_after_an_error_that_is_allowed(tmp_path):
    run = notebook("throw new Error('allowed')", "'ran'")
    nbclient.NotebookClient(run, allow_errors=True, resources={"metadata": {"path": tmp_path}}).execute()
    assert run.cells[1].outputs[0].output_type == "error"
    assert result(run.cells[2]) == "'ran'"


def test_nbconvert_fails_with_the_true_error(tmp_path):
    nbformat.write(notebook("const s: string = 5;"), tmp_path / "bad.ipynb")
    done = run_tool("nbconvert", "--to", "notebook", "--execute", "bad.ipynb", cwd=tmp_path)
    assert done.returncode != 0
    assert "TS2322" in done.stderr
    assert "Type 'number' is not assignable to type 'string'." in done.stderr


def test_nbconvert_loses_no_line_and_writes_html(tmp_path):
    nbformat.write(notebook("for (let i = 0; i < 5000; i++) console.log(`line ${i}`);"), tmp_path / "long.ipynb")
    done = run_tool("nbconvert", "--to", "html", "--execute", "long.ipynb", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "long.html").read_text()
    assert all(f"line {i}\n" in page for i in range(5000))


LIVE = """
import { livePlot } from 'heavytail';
const upTo = (n: number) => ({ data: [{ x: [1, n], y: [1, n] }], layout: { title: `up to ${n}` } });
const live = livePlot(upTo(2));
for (let n = 3; n <= 6; n++) live.update(upTo(n));
"""


def live_output(run):
    """The one output of a live figure, in whichever place the client keeps it."""
    shown = [o for o in run.cells[-1].outputs if "application/vnd.plotly.v1+json" in o.get("data", {})]
    assert len(shown) == 1
    return shown[0].data


@pytest.mark.parametrize("client", ["nbclient", "papermill"])
def test_a_live_figure_is_stored_with_its_last_state_and_picture(tmp_path, client):
    run = notebook(LIVE)
    if client == "nbclient":
        nbclient.NotebookClient(run, resources={"metadata": {"path": tmp_path}}).execute()
    else:
        nbformat.write(run, tmp_path / "in.ipynb")
        papermill.execute_notebook(tmp_path / "in.ipynb", tmp_path / "out.ipynb", cwd=tmp_path, progress_bar=False)
        run = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    data = live_output(run)
    assert "up to 6" in data["text/plain"]
    assert data["application/vnd.plotly.v1+json"]["layout"]["title"]["text"] == "up to 6"
    if shutil.which("chromium"):
        assert data["image/png"].startswith("iVBOR")


def test_papermill_sets_parameters(tmp_path):
    nbformat.write(notebook("[repeats * 2, label.toUpperCase()].join()"), tmp_path / "in.ipynb")
    words = ["papermill", "in.ipynb", "out.ipynb", "-p", "repeats", "21", "-p", "label", 'quo"te']
    done = run_tool(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    run = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert "injected-parameters" in run.cells[1].metadata.tags
    assert result(run.cells[2]) == "'42,QUO\"TE'"


INSPECTED = """
// How often; a comment of its own line is none of a parameter.
let repeats: number = 400; // how often
let label = 'it is; // "text"';
const steps: readonly number[] = [
  0.1, // small
  0.2,
]; // step-sizes
export let preset: 'smoke' | 'quick' = "quick"; let on = true
let rate = -1.5e-3 /* per step */
let shape = { a: [1, 2], b: 'x;y' };
let unknown = Math.sqrt(2);
let later: number;
function of(x: number) { let inner = 3; return inner; }
"""


def test_papermill_infers_the_parameters(tmp_path):
    run = notebook("0")
    run.cells[0].source = INSPECTED
    nbformat.write(run, tmp_path / "in.ipynb")
    found = papermill.inspect_notebook(tmp_path / "in.ipynb")
    assert {name: (p["inferred_type_name"], p["default"], p["help"]) for name, p in found.items()} == {
        "repeats": ("number", "400", "how often"),
        "label": ("string", "'it is; // \"text\"'", ""),
        "steps": ("readonly number[]", "[ 0.1, 0.2, ]", "step-sizes"),
        "preset": ("'smoke' | 'quick'", '"quick"', ""),
        "on": ("boolean", "true", ""),
        "rate": ("number", "-1.5e-3", ""),
        "shape": ("None", "{ a: [1, 2], b: 'x;y' }", ""),
        "unknown": ("None", "Math.sqrt(2)", ""),
    }
    done = run_tool("papermill", "--help-notebook", "in.ipynb", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "repeats: number (default 400)" in done.stdout
    assert "how often" in done.stdout


@pytest.mark.parametrize("code", ["for (;;);", "await new Promise(() => undefined)"])
def test_nbclient_interrupts_a_cell_that_takes_too_long(tmp_path, code):
    run = notebook(f"let kept = 6;\n{code}", "kept * 7")
    settings = {"timeout": 5, "interrupt_on_timeout": True, "allow_errors": True}
    nbclient.NotebookClient(run, resources={"metadata": {"path": tmp_path}}, **settings).execute()
    assert run.cells[1].outputs[-1]["ename"] == "KeyboardInterrupt"
    assert result(run.cells[2]) == "42"


def test_papermill_keeps_what_ran_before_a_failure(tmp_path):
    nbformat.write(notebook("console.log('kept')", "throw new Error('stop here')"), tmp_path / "in.ipynb")
    done = run_tool("papermill", "in.ipynb", "out.ipynb", cwd=tmp_path)
    assert done.returncode != 0
    assert "stop here" in done.stderr
    assert "kept" in (tmp_path / "out.ipynb").read_text()


def test_the_same_notebook_runs_under_tslab_itself(tmp_path):
    library = os.environ["HEAVYTAIL_PACKAGE"]
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "heavytail").symlink_to(library, target_is_directory=True)
    cells = (
        "import { criticalStepSize, display, html, progress } from 'heavytail';",
        "display(html`<b>shown</b>`);",
        # tslab takes `for await` only in a cell that also has an `await` of its own.
        "await null;\nfor await (const each of progress([1, 2])) { each; }",
        "console.log(criticalStepSize({ batchSize: 1, dimension: 1, sigma: 1 }).toFixed(2), repeats);",
    )
    for kernel in ("tslab", "heavytail"):
        run = notebook(*cells)
        nbclient.NotebookClient(run, kernel_name=kernel, resources={"metadata": {"path": tmp_path}}).execute()
        text = "".join(o.get("text", "") for o in run.cells[4].outputs)
        assert text.strip() == "0.67 2", kernel
        assert run.cells[2].outputs[0].data["text/html"] == "<b>shown</b>", kernel
