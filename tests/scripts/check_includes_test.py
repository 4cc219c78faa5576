"""The include check finds every kind of wrong include and accepts the right ones."""
import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).parents[2] / "scripts" / "check_includes"


def check(files):
    """Writes `files` into a tree of its own, with one header per folder to include."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        headers = {f"{layer}/a.h": "" for layer in
                   ("sim/core", "isa", "models", "workloads", "sim/app", "sim/app/python",
                    "tests/support")}
        for name, text in (headers | {"isa/chip.proto": ""} | files).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        run = subprocess.run([SCRIPT, root], capture_output=True, text=True)
        return run.returncode, run.stderr


class CheckIncludes(unittest.TestCase):
    def assert_refused(self, name, line, reason):
        code, message = check({name: "// first\n" + line + "\n"})
        self.assertEqual(code, 1, line)
        self.assertTrue(message.startswith(f"{name}:2: "), message)
        self.assertIn(reason, message)

    def test_includes_along_the_arrows_are_fine(self):
        code, message = check({
            "isa/b.cpp": '#include "sim/core/a.h"\n#include "isa/chip.pb.h"\n#include <vector>\n',
            "models/b.cpp": '#include "isa/a.h"\n#include <systemc>\n#include <tlm>\n',
            "workloads/b.cpp": '#include "isa/a.h"\n#include <onnx/onnx_pb.h>\n',
            "sim/app/b.cpp": '#include "models/a.h"\n#include "workloads/a.h"\n',
            "tests/b.cpp": '#include "sim/app/a.h"\n#include "tests/support/a.h"\n',
            "sim/app/b.proto": 'import "isa/chip.proto";\nimport "google/protobuf/any.proto";\n',
        })
        self.assertEqual((code, message), (0, ""))

    def test_an_include_upwards_is_refused(self):
        self.assert_refused("sim/core/b.h", '#include "isa/a.h"', "sim/core must not include")
        self.assert_refused("isa/b.h", '#include "models/a.h"', "isa must not include")
        self.assert_refused("workloads/b.h", '  #  include "sim/app/a.h"', "workloads must not")
        self.assert_refused("sim/app/b.h", '#include "tests/support/a.h"', "sim/app must not")

    def test_models_and_workloads_do_not_know_each_other(self):
        self.assert_refused("models/b.cpp", '#include "workloads/a.h"', "models must not include")
        self.assert_refused("workloads/b.cpp", '#include "models/a.h"', "workloads must not")

    def test_only_models_and_app_know_systemc(self):
        for header in ("systemc", "systemc.h", "tlm", "tlm.h", "tlm_utils/simple_target_socket.h"):
            self.assert_refused("isa/b.h", f"#include <{header}>", f"<{header}>")

    def test_only_the_python_module_knows_pybind11_and_nobody_includes_it(self):
        self.assert_refused("sim/app/b.h", "#include <pybind11/stl.h>", "sim/app/python may")
        self.assert_refused("sim/app/b.h", '#include "sim/app/python/a.h"', "sim/app must not")
        code, message = check({
            "sim/app/python/b.cpp": '#include <pybind11/stl.h>\n#include "sim/app/a.h"\n'})
        self.assertEqual((code, message), (0, ""))

    def test_protos_follow_the_arrows_too(self):
        self.assert_refused("sim/core/b.proto", 'import "isa/chip.proto";', "sim/core must not")

    def test_an_include_starts_at_the_root(self):
        self.assert_refused("isa/b.cpp", '#include "a.h"', "not a path from the root")
        self.assert_refused("isa/b.cpp", '#include "isa/missing.h"', "not a path from the root")


if __name__ == "__main__":
    unittest.main()
