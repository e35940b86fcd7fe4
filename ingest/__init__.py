"""Documents in, Passages stored: load, clean, split, and bring every index in line."""
