#include "sim/app/validate/validate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/app/validate/dram/dram_comparisons.h"
#include "sim/app/validate/dram/validate_dram.h"
#include "sim/app/validate/noc/validate_noc.h"
#include "sim/app/validate/noc/vocabulary.h"
#include "sim/app/validate/published/validate_published.h"
#include "sim/app/validate/silicon/validate_silicon.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation {
namespace {

void require_detail(const Question& question, const std::string& kind,
                    const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), question.detail) == known.end())
    throw InputError(ExitCode::kUsage,
                     fmt::format("--detail is '{}', of a folder of kind {} it must be {}",
                                 question.detail, kind, fmt::join(known, " or ")));
}

Validation predicted(const Folder& folder, Question question, const Control& control) {
  const bool published = folder.kind == "chips";
  if (question.detail.empty()) question.detail = published ? "analytic" : "tile";
  if (published) {
    require_detail(question, folder.kind, {"analytic", "tile"});
    return validate_published(folder, question, control);
  }
  if (folder.kind == "silicon") {
    require_detail(question, folder.kind, {"analytic", "tile"});
    return validate_silicon(folder, question, control);
  }
  require_detail(question, folder.kind, {"tile", "cycle"});
  if (!question.devices.empty() || !question.ops.empty() || !question.settings.empty() ||
      question.every != 1)
    throw InputError(ExitCode::kUsage,
                     fmt::format("--device, --op, --set and --sample are for folders of kind "
                                 "silicon or chips, this one is {}",
                                 folder.kind));
  if (folder.kind == "noc")
    return validate_noc(
        folder, question.detail == "cycle" ? NetworkDetail::kCycle : NetworkDetail::kTile, control);
  return validate_dram(
      folder, question.detail == "cycle" ? dram::Detail::kCycle : dram::Detail::kTile, control);
}

}  // namespace

Vocabulary vocabulary(const std::string& kind) {
  if (kind == "silicon") return silicon_vocabulary();
  if (kind == "chips") return published_vocabulary();
  if (kind == "noc") return noc_vocabulary();
  return {dram_dimensions(), dram_groups(), dram_quantities()};
}

Validation validate(const Question& question, const Control& control) {
  const Folder folder = read_folder(question.data);
  Validation validation = predicted(folder, question, control);
  if (!folder.unknown.empty())
    validation.notes.insert(validation.notes.begin(),
                            fmt::format("ignored: {}", fmt::join(folder.unknown, ", ")));
  return validation;
}

}  // namespace tessera::validation
