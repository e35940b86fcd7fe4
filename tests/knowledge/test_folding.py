from knowledge.folding import blanked, fold


def test_fold_drops_case_and_accents():
    assert fold("Élève À Ñandú") == "eleve a nandu"


def test_spans_are_blanked_out_in_place():
    assert blanked("between 5 and 10 days", [(8, 9), (14, 16)]) == "between   and    days"
    assert blanked("nothing", []) == "nothing"
