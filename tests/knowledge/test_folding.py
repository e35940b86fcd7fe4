from knowledge.folding import fold


def test_fold_drops_case_and_accents():
    assert fold("Élève À Ñandú") == "eleve a nandu"
