"""Review items: what was asked and needs a person, put together and decided on."""
