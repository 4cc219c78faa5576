"""The main job."""
import json
import os

from tessera import _flags, _tessera
from tessera._inputs import Chip, Model
from tessera._text import changes, paths


def run(chip, model, *, set=None, with_=None, dim=None, elasticities=True, **flags):
    """The document of `tessera run CHIP MODEL --json` as a dictionary.

    chip, model    a name of the library, a file, or a Chip and a Model
    set            fields of the chip: {"memory.bandwidth_scale": 0.5}
    with_          fragments of chip text to merge, as paths
    dim            further symbols of the model: {"image_size": 224}
    elasticities   False leaves out what more of each resource would buy, which takes many runs
    **flags        the other flags of `tessera run`, '-' written as '_': phase="decode", batch=8,
                   seq=[128, 512], kv_page=16, parallel="tp=4", strict=True; None is not given

    Raises InputError before anything runs, PartialRun where the run cannot go on, and
    KeyboardInterrupt on Ctrl-C. Other threads of Python go on meanwhile; a second call waits for
    the first one, as one process simulates one chip at a time.
    """
    if isinstance(chip, Chip):
        set = chip._set + changes(set)
        with_ = chip._with + paths(with_)
        chip = chip.name
    if isinstance(model, Model):
        model = model.name
    pairs = [("chip", os.fspath(chip)), ("model", os.fspath(model)),
             *_flags.pairs("run", flags, _flags.names())]
    if not elasticities:
        pairs.append(("no_elasticities", "true"))
    return json.loads(_tessera.run(pairs, changes(set), paths(with_), changes(dim)))
