"""What `make notebooks` writes: the same bytes from each run."""

from nbformat.v4 import new_code_cell, new_notebook, new_output

from website.notebooks import METADATA, WIDGET, normalise


def notebook(*outputs):
    cell = new_code_cell("print(1)", outputs=list(outputs), metadata={"execution": {}, "tags": ["kept"]})
    return new_notebook(cells=[cell], metadata={"made_by": "somebody"})


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def test_printed_pieces_are_joined_where_nothing_is_between_them():
    picture = new_output("display_data", {"text/plain": "a figure"})
    pieces = printed("a\n"), printed("b\n"), picture, printed("c\n"), printed("d\n", "stderr"), printed("e\n", "stderr")
    (cell,) = normalise(notebook(*pieces)).cells
    assert [output.get("text", "-") for output in cell.outputs] == ["a\nb\n", "-", "c\n", "d\ne\n"]
    assert [output.get("name", "-") for output in cell.outputs] == ["stdout", "-", "stdout", "stderr"]


def test_what_differs_from_run_to_run_is_dropped():
    data = {"text/plain": "a slider", "text/html": "<div id=7>", WIDGET: {"model_id": "7"}}
    done = normalise(notebook(new_output("execute_result", data, execution_count=1)))
    assert done.metadata == METADATA
    assert done.cells[0].metadata == {"tags": ["kept"]}
    assert done.cells[0].outputs[0].data == {"text/plain": "a slider"}
