"""Execute notebooks in place and write only what readers need, so that a diff shows only what changed.

Run as `python -m website.notebooks chapters/*.ipynb` (or `make notebooks`).
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

WIDGET = "application/vnd.jupyter.widget-view+json"  # works in the kernel that made it and nowhere else
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def normalise(notebook):
    """Drop, in place, what differs from run to run or from machine to machine."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if "outputs" in cell:
            cell.outputs = joined(cell.outputs)
        for output in cell.get("outputs", []):
            for mime in (WIDGET, "text/html"):
                output.get("data", {}).pop(mime, None)
    return notebook


def joined(outputs):
    """The outputs with each run of printed pieces as one: where a kernel cuts them depends on how busy it is."""
    whole = []
    for output in outputs:
        before = whole[-1] if whole else None
        if before and output.output_type == "stream" == before.output_type and output.name == before.name:
            before.text += output.text
        else:
            whole.append(output)
    return whole


if __name__ == "__main__":
    os.environ["LESSONLIB_NO_PROGRESS"] = "1"  # kernels inherit it: a bar would be kept as an output
    for path in map(Path, sys.argv[1:]):
        print(path, flush=True)
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(
            notebook,
            timeout=600,
            kernel_name="python3",
            store_widget_state=False,
            resources={"metadata": {"path": path.parent}},
        ).execute()
        nbformat.write(normalise(notebook), path)
