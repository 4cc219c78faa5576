// One run as the page shows it: the element of `runs` in the document (docs/report_page.md).
#pragma once

#include <string>
#include <vector>

#include "sim/app/simulate/run.h"

namespace tessera {

struct InputText {
  std::string name;  // "chip.textproto"
  std::string text;
};

// What the page needs of a run, whether it was just made or kept in a folder.
struct ShownRun {
  std::string id;    // unique in a document, and the same for the same run
  std::string name;  // for people
  proto::Result result;
  std::string details;  // of run_details; empty: a run kept by a version that had none
  std::vector<InputText> inputs;
  std::string timeline{};  // JSON; empty: the run has no trace
};

std::string run_document(const ShownRun& record);

// JSON without white space, every number as it was written.
std::string compact_json(const std::string& json);

}  // namespace tessera
