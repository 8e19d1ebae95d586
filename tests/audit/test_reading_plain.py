"""Plain text as an extractor takes it from a PDF: what is heading, text, table and page."""

import pytest

ARTICLE = """An invented series of salvage therapy

Ann Author^a, Bea Other^b

^aDepartment of Haematology, Somewhere

ABSTRACT

Background: Relapse is frequent.

Methods: Five patients were treated. Results: Four responded.

KEYWORDS

leukaemia; salvage

Introduction

Relapse is frequent after therapy and hard to

treat [1,2].

CONTACT Ann Author  ann@example.org  Department of Haematology

© 2023 The Author(s). Published by Nobody

Patients and methods

Follow-up

The cutoff was in October.

Results

Responses

Four patients were diagnosed with

Figure 1. Responses by patient.

12

grade 2 of CRS. Pt 2 was

diagnosed with pneumonia.

Funding

None was received.

References

1. Lee DW, Gardner R. A scale. Blood. 2014;124:188.
2. Topp MS. A trial. Lancet. 2015;
16 Suppl 2:57-66.
"""


def test_the_parts_of_an_article_are_told_apart(read, said):
    article = read(ARTICLE)
    assert article.title == "An invented series of salvage therapy"
    assert article.sections() == [
        "Authors", "Abstract", "Keywords", "Introduction", "Patients and methods", "Results", "Funding",
    ]  # fmt: skip
    assert "Results | Four patients were diagnosed with grade 2 of CRS." in said(article)


def test_a_sentence_goes_on_over_a_page_number_a_figure_and_a_licence(read, said):
    told = said(read(ARTICLE))
    assert "Introduction | Relapse is frequent after therapy and hard to treat [1,2]." in told
    assert "Results | Pt 2 was diagnosed with pneumonia." in told
    assert not any("ann@example" in one or "©" in one or "| 12" in one for one in told)


def test_a_sentence_keeps_the_line_in_which_it_begins(read):
    lines = {one.text: one.place.line for one in read(ARTICLE).sentences}
    assert (
        lines["Four patients were diagnosed with grade 2 of CRS."]
        == ARTICLE[: ARTICLE.index("Four pat")].count("\n") + 1
    )


def test_the_parts_of_an_abstract_are_headings_of_it(read):
    parts = {one.text: one.heading for one in read(ARTICLE).sentences if one.place.section == "Abstract"}
    assert parts == {
        "Relapse is frequent.": "Background",
        "Five patients were treated.": "Methods",
        "Four responded.": "Results",
    }


def test_headings_below_those_of_sections_are_kept(read):
    headings = {one.text: one.heading for one in read(ARTICLE).sentences}
    assert headings["The cutoff was in October."] == "Follow-up"
    assert headings["Pt 2 was diagnosed with pneumonia."] == "Responses"


def test_references_are_gathered_by_number_and_captions_apart(read):
    article = read(ARTICLE)
    assert article.references[2].text == "Topp MS. A trial. Lancet. 2015; 16 Suppl 2:57-66."
    assert [one.text for one in article.captions] == ["Figure 1. Responses by patient."]


@pytest.mark.parametrize(
    ("lines", "read_as"),
    [
        ("of haemato-\nlogical toxicity.", "of haematological toxicity."),
        ("of anti-\nCD19 therapy.", "of anti-CD19 therapy."),
        ("of CD19-\nexpressing cells.", "of CD19-expressing cells."),
        ("of graft-versus-\nhost disease.", "of graft-versus-host disease."),
        ("of IL-\n6 alone.", "of IL-6 alone."),
        ("of hyper\u00ad\ntension.", "of hypertension."),
    ],
)
def test_a_word_cut_by_a_line_is_put_together(read, lines, read_as):
    assert read(f"Results\n\nNo sign {lines}").sentences[0].text == f"No sign {read_as}"


def test_running_heads_are_no_text_and_break_no_sentence(read, said):
    drugs = ("steroids", "antibiotics", "antifungals", "transfusions")
    pages = [f"next page.\n\nPatient {at} needed {drug} and" for at, drug in enumerate(drugs, start=1)]
    heads = [f"\n\n\fINVENTED JOURNAL {at}\n\n" for at in range(2, 6)]
    told = read(
        "Results\n\nNobody turned to the" + "".join(h + p for h, p in zip(heads, pages, strict=True)) + " died."
    )
    assert said(told)[:2] == [
        "Results | Nobody turned to the next page.",
        "Results | Patient 1 needed steroids and next page.",
    ]
    assert {one.heading for one in told.sentences} == {""}


def test_a_sentence_goes_on_after_a_figure_in_capitals_too(read, said):
    text = "Results\n\nFour patients were diagnosed with severe\n\nFigure 1. Grades by day.\n\nCRS at first."
    assert said(read(text)) == ["Results | Four patients were diagnosed with severe CRS at first."]


def test_numbers_in_the_margin_of_a_draft_are_no_text(read, said):
    words = [f"Line {chr(97 + at % 26)} of the draft ends here." for at in range(40)]
    told = said(read("Results\n\n" + "\n".join(f"{at} {line}" for at, line in enumerate(words, start=1))))
    assert told[:2] == ["Results | Line a of the draft ends here.", "Results | Line b of the draft ends here."]


def test_a_form_feed_begins_the_next_page(read):
    pages = [one.place.page for one in read("Results\n\nOne relapsed.\n\fNone died.").sentences]
    assert pages == [1, 2]


def test_an_abstract_without_a_heading_is_told_by_its_length(read):
    words = "We treated five patients " * 12 + "in all."
    assert read(f"A title\n\nAnn Author\n\n{words}\n\nIntroduction\n\nRelapse is frequent.").sections() == [
        "Authors", "Abstract", "Introduction",
    ]  # fmt: skip


def test_a_heading_that_names_its_section_first_begins_it(read):
    text = "A title\n\nMethods\n\nWe looked.\n\nResults: Patients\n\nFour responded.\n\nMethods: We counted them.\n"
    told = {one.text: (one.place.section, one.heading) for one in read(text).sentences}
    assert told["Four responded."] == ("Results", "Patients")
    assert "Methods: We counted them." in told
