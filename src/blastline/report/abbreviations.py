"""The abbreviations of the field: those that a table prints are explained below it, and no others."""

import re
from collections.abc import Iterator
from dataclasses import replace

from blastline.report.document import Table

MEANINGS = {
    "allo-HSCT": "allogeneic haematopoietic stem cell transplantation",
    "ALCANTARA": "response criteria of the trial of blinatumomab in Philadelphia-positive disease",
    "ALL": "acute lymphoblastic leukaemia",
    "ASTCT": "American Society for Transplantation and Cellular Therapy",
    "CAR-T": "chimeric antigen receptor T cells",
    "CD": "cluster of differentiation",
    "CI": "confidence interval",
    "CIBMTR": "Center for International Blood and Marrow Transplant Research",
    "CNS": "central nervous system",
    "CR": "complete remission",
    "CRh": "complete remission with partial haematological recovery",
    "CRi": "complete remission with incomplete count recovery",
    "CRP": "C-reactive protein",
    "CRS": "cytokine release syndrome",
    "CSF": "cerebrospinal fluid",
    "CT": "computed tomography",
    "CTCAE": "Common Terminology Criteria for Adverse Events",
    "ELN": "European LeukemiaNet",
    "EORTC": "European Organisation for Research and Treatment of Cancer",
    "G-CSF": "granulocyte colony-stimulating factor",
    "HSCT": "haematopoietic stem cell transplantation",
    "ICAHT": "immune effector cell-associated haematotoxicity",
    "ICANS": "immune effector cell-associated neurotoxicity syndrome",
    "IL-6": "interleukin-6",
    "MRD": "measurable residual disease",
    "MRI": "magnetic resonance imaging",
    "n.r.": "not recorded",
    "NR": "no response",
    "Ph": "Philadelphia chromosome",
    "PR": "partial remission",
    "T-ICAHT": "thrombocytopenia as ICAHT is for neutropenia",
    "TOWER": "the trial of blinatumomab against chemotherapy (Kantarjian 2017)",
}
# Not inside another word: CSF is not in G-CSF, nor HSCT in allo-HSCT; a sign may follow, as in Ph+ and CD3+.
PRINTED = {name: re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])") for name in MEANINGS} | {
    "CD": re.compile(r"(?<![\w-])CD\d"),
    "allo-HSCT": re.compile(r"(?<![\w-])[Aa]llo-HSCT"),
}


def explained(table: Table) -> Table:
    """The table with a note of what its abbreviations mean; as it is where it prints none."""
    words = "\n".join(_words(table))
    found = [f"{name}: {MEANINGS[name]}" for name in sorted(MEANINGS, key=str.lower) if PRINTED[name].search(words)]
    return replace(table, notes=(*table.notes, f"{'; '.join(found)}.")) if found else table


def _words(table: Table) -> Iterator[str]:
    """All that a table prints but its explanations."""
    yield table.title
    yield from table.notes
    for column in table.columns:
        yield from (column.label, column.group)
    yield from {cell.text for row in table.rows for cell in row}
