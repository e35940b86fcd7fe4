"""The JSON API of the console, for programs with a key and for the console's own scripts."""
