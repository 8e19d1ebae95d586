"""Blastline: from bedside records to graded toxicities, responses and a report whose numbers can be walked back."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from blastline.grading.rows import grade_frame
    from blastline.study import Run, Study, open_study

__all__ = ["Run", "Study", "__version__", "grade_frame", "open_study"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # `import blastline` must not cost what a whole study costs, so the study is imported when it is asked for.
    if name in ("Run", "Study", "open_study"):
        from blastline import study

        return getattr(study, name)
    if name == "grade_frame":
        from blastline.grading import rows

        return rows.grade_frame
    raise AttributeError(f"module 'blastline' has no attribute {name!r}")
