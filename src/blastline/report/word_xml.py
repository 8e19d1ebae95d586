"""The few words of WordprocessingML that python-docx has no function for."""

from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

# Borders are measured in eighths of a point.
THICK, THIN = 8, 4


def element(tag: str, **attributes: object) -> Any:
    """A `w:` element with `w:` attributes: `element("top", val="single", sz=8)`."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def border(side: str, size: int, *, colour: str = "1B1D21", space: int = 0) -> Any:
    return element(side, val="single", sz=size, space=space, color=colour)


def field(run: Any, instruction: str) -> None:
    """A field such as PAGE, which Word works out when it lays out the page."""
    run._r.append(element("fldChar", fldCharType="begin"))
    code = element("instrText")
    code.text = instruction
    run._r.append(code)
    run._r.append(element("fldChar", fldCharType="separate"))
    run.add_text("1")
    run._r.append(element("fldChar", fldCharType="end"))
