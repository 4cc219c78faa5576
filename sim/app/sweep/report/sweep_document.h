// A stored sweep as the page of a report shows it: `sweep` of the document (docs/report_page.md).
#pragma once

#include <string>

namespace tessera::sweep {

struct SweepDocument {
  std::string json;
  std::string note;  // what the reader should know; empty: nothing
};

// The sweep that was run last into the SQLite file. Throws InputError where it is no store of
// sweeps, holds none, or an input of the sweep can no longer be read.
SweepDocument sweep_document(const std::string& store);

// Whether the file is an SQLite file, and so no run directory.
bool is_store(const std::string& path);

}  // namespace tessera::sweep
