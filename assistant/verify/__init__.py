"""Whether a drafted sentence is proven by the passages that it cites."""
