"""This project measured beside what others would put together; see docs/performance.md."""
