"""`python -m knowledge`: check the project's documents and verified answers."""

import sys
from pathlib import Path

from rich.console import Console

from knowledge.check import check_answers, check_sources
from knowledge.errors import InvalidKnowledge
from knowledge.faq_file import read_verified_answers
from knowledge.programme import read_names
from knowledge.source_file import read_project_documents


def main(folder: Path) -> int:
    """Print every problem of the knowledge folder; 1 when there is one."""
    console = Console()
    try:
        documents = read_project_documents(folder / "documents")
        answers = read_verified_answers(folder / "faq")
    except InvalidKnowledge as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return 1
    problems = check_sources(documents)
    problems += check_answers(answers, documents, read_names(folder))
    for problem in problems:
        console.print(problem, markup=False, soft_wrap=True)
    console.print(f"{len(documents)} documents, {len(answers)} answers, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent))
