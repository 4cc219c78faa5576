#include "sim/app/validate/points_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sim/app/run_directory/file.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation {
namespace {

namespace fs = std::filesystem;

std::string as_csv(const PredictedTable& predicted) {
  std::string text = extended(predicted.table.header_text, predicted.columns) + "\n";
  for (std::size_t i = 0; i < predicted.table.rows.size(); ++i)
    text += extended(predicted.table.rows[i].text, predicted.cells[i]) + "\n";
  return text;
}

// False, too, where one of them is not there.
bool same(const fs::path& one, const fs::path& other) {
  std::error_code error;
  return fs::equivalent(one, other, error);
}

// An input that a file of `folder` is, through a link; empty if there is none.
fs::path input_in(const fs::path& folder, const Folder& inputs) {
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable))
    for (const std::string& name : inputs.files())
      if (same(entry.path(), inputs.path / name)) return entry.path();
  return {};
}

[[noreturn]] void refuse(const std::string& flag, const fs::path& path, const std::string& why) {
  throw InputError(ExitCode::kUsage, fmt::format("{} {}: {}", flag, path.string(), why));
}

// A cell that a comma is part of stands in quotes.
std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

}  // namespace

void prepare_output(const std::string& flag, const fs::path& folder, const Folder& inputs) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) refuse(flag, folder, error.message());
  if (same(folder, inputs.path))
    refuse(flag, folder, "is the folder of the reference tables, which are never overwritten");
  if (::access(folder.c_str(), W_OK | X_OK) != 0) refuse(flag, folder, std::strerror(errno));
  if (const fs::path input = input_in(folder, inputs); !input.empty())
    refuse(flag, input, "is one of the reference tables, which are never overwritten");
}

void write_points(const Validation& validation, const fs::path& folder) {
  for (const PredictedTable& table : validation.tables)
    if (!table.table.header.empty()) write_file(folder / table.name, as_csv(table));
}

std::string comparisons_csv(const Validation& validation) {
  std::string text =
      fmt::format("quantity,reference,predicted,{}\n", fmt::join(validation.dimensions, ","));
  for (const Comparison& comparison : validation.comparisons) {
    text += fmt::format("{},{},{}", quoted(comparison.quantity), comparison.reference,
                        comparison.predicted);
    for (const std::string& label : comparison.labels) text += "," + quoted(label);
    text += "\n";
  }
  return text;
}

}  // namespace tessera::validation
