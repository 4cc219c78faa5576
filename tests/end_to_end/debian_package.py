"""The Debian package holds all that a user needs: installed into an empty root, it runs the quickstart command.

usage: debian_package.py --build BUILD --program TESSERA. Exits 77, skipped, without dpkg-dev, file or the rights to
install into a root.
"""
import argparse
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"


def quickstart_command():
    line = re.search(r"^build/release/tessera (run .*)$", (SCRIPTS / "quickstart").read_text(), re.MULTILINE)
    return line[1].split()


def output_of(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def built_package(build, folder):
    output_of("cpack", "-G", "DEB", "-B", folder, cwd=build)
    return next(pathlib.Path(folder).glob("*.deb"))


def installed_root(package, folder):
    """An empty root with nothing but dpkg's own records; what the package depends on is the host's."""
    root = pathlib.Path(folder) / "root"
    (root / "var/lib/dpkg/updates").mkdir(parents=True)
    (root / "var/lib/dpkg/info").mkdir()
    (root / "var/lib/dpkg/status").touch()
    (root / "var/lib/dpkg/available").touch()
    output_of("dpkg", f"--root={root}", "--force-depends", "--force-not-root", "--install", package)
    return root


def check_files(root):
    expected = [
        "usr/bin/tessera",
        "usr/share/tessera/models/chips/gpnpu.textproto",
        "usr/share/tessera/workloads/networks/llama-3.1-8b.textproto",
        "usr/share/bash-completion/completions/tessera",
        "usr/share/zsh/vendor-completions/_tessera",
        "usr/share/fish/vendor_completions.d/tessera.fish",
        "usr/share/man/man1/tessera.1.gz",
        "usr/share/man/man1/tessera-sweep-run.1.gz",
        "usr/lib/python3/dist-packages/tessera/__init__.py",
    ]
    missing = [name for name in expected if not (root / name).exists()]
    if missing:
        sys.exit(f"the package lacks {missing}")
    page = gzip.open(root / "usr/share/man/man1/tessera-run.1.gz", "rt").read()
    for part in ("tessera\\-run", "\\-\\-phase", "\\fICHIP\\fR"):
        if part not in page:
            sys.exit(f"tessera-run.1 lacks {part}")


def check_runs(root, program, folder):
    away = {"PATH": "/usr/bin:/bin", "HOME": folder}
    command = quickstart_command()
    installed = output_of(root / "usr/bin/tessera", *command, env=away, cwd="/")
    if installed != output_of(program, *command):
        sys.exit("the installed program answers otherwise than the built one")
    run = pathlib.Path(folder) / "run"
    output_of(root / "usr/bin/tessera", *command, "-o", run, env=away, cwd="/")
    output_of(root / "usr/bin/tessera", "report", run, "-o", pathlib.Path(folder) / "r.html", env=away, cwd="/")


def check_python(root, folder):
    away = {"PATH": "/usr/bin:/bin", "HOME": folder, "PYTHONPATH": str(root / "usr/lib/python3/dist-packages")}
    asked = "import tessera; print(tessera.run('npu-4x128', 'gemm:64,64,64', detail='analytic')['latency_us'] > 0)"
    if output_of("/usr/bin/python3", "-c", asked, env=away, cwd="/").strip() != "True":
        sys.exit("the Python package of the Debian package does not run")


def completions_of(root, line):
    """What bash offers behind `line`, the last word of it being typed."""
    words = line.split(" ")
    array = " ".join(f"'{word}'" for word in words)
    script = (f"source {root}/usr/share/bash-completion/completions/tessera\n"
              f"COMP_WORDS=({array}); COMP_CWORD={len(words) - 1}; _tessera; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    path = f"{root}/usr/bin:/usr/bin:/bin"
    return output_of("bash", "-c", script, env={"PATH": path}).split()


def check_completion(root):
    for line, offered in {
            "tessera sw": "sweep",
            "tessera sweep ru": "run",
            "tessera sweep run --pre": "--prefilter",
            "tessera run --detail ana": "analytic",
            "tessera run h100-s": "h100-sxm",
            "tessera run h100-sxm llama-3.1-8": "llama-3.1-8b",
            "tessera export run1 --as per": "perfetto",
    }.items():
        found = completions_of(root, line)
        if offered not in found:
            sys.exit(f"{line!r} is not completed to {offered}: {found}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--program", required=True)
    options = parser.parse_args()
    lacking = [tool for tool in ("dpkg", "dpkg-shlibdeps", "file", "cpack") if not shutil.which(tool)]
    if lacking or os.geteuid() != 0:
        print(f"skipped: {'not root' if not lacking else ', '.join(lacking) + ' missing'}")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        root = installed_root(built_package(options.build, folder), folder)
        check_files(root)
        check_runs(root, options.program, folder)
        check_python(root, folder)
        check_completion(root)
    print("the package installs into an empty root and runs there")


if __name__ == "__main__":
    main()
