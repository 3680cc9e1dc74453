"""coreutils: `sha256sum -c` over all tables, as docs/tables.md tells people to do."""
import subprocess
from published import spoil


def check(public, base_url):
    folder = public / "data/v1"
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    listed = {line[66:] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"SHA256SUMS"}
    wrong = [line for line in (done.stdout + done.stderr).splitlines() if line]
    return wrong + [f"{name} has no sum" for name in sorted(there - listed)]


def break_(copy):
    spoil(copy / "data/v1/reports.csv", "title", "Title")
    return "reports.csv: FAILED"
