"""What Typst keeps of the documents that it laid out: nothing of a long one, and no more of ten than of a few."""

import subprocess
import sys
from textwrap import dedent

import pytest

psutil = pytest.importorskip("psutil")


def grown_mb(lines: int, times: int) -> list[float]:
    """What a process of its own holds after each document of so many lines, in megabytes more than before any."""
    code = f"""
        import psutil
        from datetime import UTC, datetime
        from quartiers.export.typst import compile_pdf, prelude

        def held():
            return psutil.Process().memory_info().rss / 2**20

        def make(n, lines):
            body = "\\n\\n".join(f"Paragraphe {{n}} {{k}} " + "mot " * 60 for k in range(lines))
            head = '#show: rapport.with(titre: "t", description: "d", pied: "p")'
            source = prelude() + "\\n" + head + '\\n#heading(level: 1, "T")\\n\\n' + body
            compile_pdf(source, datetime(2026, 1, 1, tzinfo=UTC))

        make(-1, 1)
        before = held()
        for n in range({times}):
            make(n, {lines})
            print(held() - before)
    """
    done = subprocess.run([sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]


@pytest.mark.skipif(sys.platform == "win32", reason="measured where memory is told alike")
def test_ten_documents_hold_no_more_than_a_few() -> None:
    held = grown_mb(400, 10)
    assert held[-1] < 1.5 * held[3] + 10, held


@pytest.mark.skipif(sys.platform != "linux", reason="what is freed is given back there")
def test_a_long_document_is_let_go_of() -> None:
    one, *_, last = grown_mb(2000, 4)
    assert last < 1.4 * one + 10, (one, last)
