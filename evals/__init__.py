"""Questions asked, answers judged."""
