#!/usr/bin/env python3
"""Lets other people's programs judge what crier publishes.

  run.py --crier PROGRAM [--only NAME] [--sites FOLDER]

Each file in checks/ is one tool or artefact: `check(public, base_url)` gives what is wrong; `break_(copy)` damages a copy of the
demonstration, or of the site that BREAKS names, in one way, and gives words that the complaint must hold. A check must be silent on
every site and complain of the copy. No check may ask another machine for anything.
The sites are the demonstration as it stands in public/, that of `crier init`, and a generated one (generated.py).
"""
import argparse, importlib, os, shutil, socket, subprocess, sys, time, traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True
import generated  # noqa: E402

BROKEN = "broken copy"


def base_url(root):
    import tomllib
    return tomllib.loads((root / "crier.toml").read_text(encoding="utf-8"))["base_url"]


def offline():
    """What is published has to stand by itself: names are looked up for this machine alone."""
    look_up = socket.getaddrinfo

    def here(host, *more, **named):
        if host not in ("127.0.0.1", "localhost", None):
            raise OSError(f"a check asked for {host}")
        return look_up(host, *more, **named)

    socket.getaddrinfo = here


def judge(name, site, public, url, scratch):
    """One check of one site: gives the name, the site, what is wrong, the seconds."""
    start = time.monotonic()
    try:
        module = importlib.import_module(f"checks.{name}")
        if site != BROKEN:
            wrong = module.check(public, url)
        else:
            copy = scratch / name
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(public, copy)
            said = module.break_(copy)
            try:
                found = module.check(copy, url)
            except Exception as error:  # a tool may also give up
                found = [f"{type(error).__name__}: {error}"]
            wrong = [] if any(said in line for line in found) else [f"nothing said of {said!r} among {len(found)} complaints: {str(found)[:500]}"]
            shutil.rmtree(copy)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        wrong = [f"{type(error).__name__}: {str(error)[:500]} ({Path(last.filename).name}:{last.lineno})"]
    return name, site, wrong, time.monotonic() - start


def sites(program, folder):
    """Name, public folder and address of each site; the demonstration comes first."""
    demo = HERE.parents[1]
    new = folder / "new"
    shutil.rmtree(new, ignore_errors=True)
    for words in (["init", str(new)], ["build", "--root", str(new)]):
        subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    start = time.monotonic()
    made = folder / "generated"
    generated.make(made, program)
    print(f"generated {generated.RECORDS} records and released them three times in {time.monotonic() - start:.1f} s")
    return [(name, root / "public", base_url(root)) for name, root in (("demonstration", demo), ("new site", new), ("generated", made))]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--crier", required=True)
    options.add_argument("--only", action="append")
    options.add_argument("--sites", default=str(HERE.parents[1] / "target/foreign"))
    o = options.parse_args()
    folder = Path(o.sites)
    folder.mkdir(parents=True, exist_ok=True)
    names = o.only or sorted(p.stem for p in (HERE / "checks").glob("*.py"))
    judged = sites(os.path.abspath(o.crier), folder)
    by_name = {site[0]: site[1:] for site in judged}
    broken = lambda name: by_name[getattr(importlib.import_module(f"checks.{name}"), "BREAKS", "demonstration")]
    # The slow ones first, so that no processor waits at the end.
    tasks = [(name, *site) for site in reversed(judged) for name in names] + [(name, BROKEN, *broken(name)) for name in names]
    failed, times = 0, {}
    with ProcessPoolExecutor(initializer=offline) as pool:
        for done in [pool.submit(judge, *task, folder / "broken") for task in tasks]:
            name, site, wrong, seconds = done.result()
            times.setdefault(name, {})[site] = seconds
            failed += bool(wrong)
            for line in wrong[:20]:
                print(f"{name}, {site}: {line}")
            if len(wrong) > 20:
                print(f"{name}, {site}: and {len(wrong) - 20} more")
    columns = [site[0] for site in judged] + [BROKEN]
    print(f"\n{'seconds':<16}" + "".join(f"{column:>15}" for column in columns))
    for name, took in times.items():
        print(f"{name:<16}" + "".join(f"{took[column]:>15.1f}" for column in columns))
    print(f"\n{len(tasks) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
