#include "sim/app/validate/points_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/app/run_directory/file.h"

namespace tessera::validation {
namespace {

std::string as_csv(const PredictedTable& predicted) {
  std::string text = extended(predicted.table.header_text, predicted.columns) + "\n";
  for (std::size_t i = 0; i < predicted.table.rows.size(); ++i)
    text += extended(predicted.table.rows[i].text, predicted.cells[i]) + "\n";
  return text;
}

}  // namespace

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw InputError(ExitCode::kUsage, fmt::format("{}: {}", folder.string(), error.message()));
}

void write_points(const Validation& validation, const std::filesystem::path& folder) {
  make_folder(folder);
  for (const PredictedTable& table : validation.tables)
    if (!table.table.header.empty()) write_file(folder / table.name, as_csv(table));
}

std::string comparisons_csv(const Validation& validation) {
  std::string text =
      fmt::format("quantity,reference,predicted,{}\n", fmt::join(validation.dimensions, ","));
  for (const Comparison& comparison : validation.comparisons)
    text += fmt::format("{},{},{},{}\n", comparison.quantity, comparison.reference,
                        comparison.predicted, fmt::join(comparison.labels, ","));
  return text;
}

}  // namespace tessera::validation
