from assistant.verify.links import addresses


def test_addresses_are_compared_without_scheme_and_www():
    assert addresses("See https://www.Example.org/Apply.") == {"example.org/apply"}
    assert addresses("Write to help@example.org or [here](https://evil.example/x)") >= {
        "help@example.org",
        "evil.example/x",
    }


def test_a_longer_host_is_another_address():
    assert not addresses("example.org.evil.net") & addresses("example.org")


def test_abbreviations_and_amounts_are_no_addresses():
    assert addresses("In the U.S. it costs $5.5m, e.g. at 9 a.m. in EE.UU.") == frozenset()
