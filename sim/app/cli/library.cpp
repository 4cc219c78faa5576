#include "sim/app/cli/library.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/chip_reader.h"
#include "sim/app/report/format.h"
#include "sim/app/report/metrics.h"
#include "sim/app/run_directory/file.h"
#include "sim/core/data_directory.h"
#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

fs::path memory_folder() { return data_directory() / "models" / "memories"; }

// The first comment line of a text says what it is.
std::string first_comment(const std::string& text) {
  if (!text.starts_with("#")) return {};
  const std::size_t begin = text.find_first_not_of("# ");
  return begin == std::string::npos ? "" : text.substr(begin, text.find('\n') - begin);
}

std::vector<LibraryEntry> chips() {
  std::vector<LibraryEntry> entries;
  for (const std::string& name : library_chips()) {
    const ChipSpec chip = read_chip({name, {}, {}});
    entries.push_back(
        {name, fmt::format("{}, {} core{}, {} at {}", chip.kind, chip.core.count,
                           chip.core.count == 1 ? "" : "s",
                           format_scaled(static_cast<double>(chip.memory.capacity.count()), "B"),
                           format_scaled(chip.memory.peak_bandwidth.count(), "B/s"))});
  }
  return entries;
}

std::vector<LibraryEntry> models() {
  std::vector<LibraryEntry> entries;
  for (const std::string& name : library_networks())
    entries.push_back({name, read_model(name).source()});
  entries.push_back({"gemm:M,N,K", "one matrix product"});
  entries.push_back({"conv:batch,h,w,c,k,r,s,stride,pad", "one convolution"});
  entries.push_back({"attention:batch,heads,kv_heads,head_dim,seq,kv", "one attention"});
  return entries;
}

std::vector<LibraryEntry> memories() {
  std::vector<LibraryEntry> entries;
  if (!fs::is_directory(memory_folder())) return entries;
  for (const fs::directory_entry& file : fs::directory_iterator(memory_folder()))
    if (file.path().extension() == ".textproto")
      entries.push_back({file.path().stem().string(), first_comment(read_file(file.path()))});
  std::sort(entries.begin(), entries.end(),
            [](const LibraryEntry& a, const LibraryEntry& b) { return a.name < b.name; });
  return entries;
}

// The fields of the choice `operator` in graph.proto.
std::vector<LibraryEntry> operators() {
  std::vector<LibraryEntry> entries;
  const auto* choice = proto::Node::descriptor()->FindOneofByName("operator");
  for (int i = 0; i < choice->field_count(); ++i) {
    const auto* field = choice->field(i);
    if (field->name() == "unsupported") continue;
    std::string attributes;
    for (int j = 0; j < field->message_type()->field_count(); ++j)
      attributes += (j == 0 ? "" : ", ") + field->message_type()->field(j)->name();
    entries.push_back({field->name(), attributes});
  }
  return entries;
}

std::vector<LibraryEntry> metric_entries() {
  std::vector<LibraryEntry> entries;
  for (const Metric& metric : metrics())
    entries.push_back({std::string(metric.name), std::string(metric.meaning)});
  return entries;
}

}  // namespace

std::vector<std::string> library_kinds() {
  return {"chips", "models", "memories", "operators", "metrics"};
}

std::vector<LibraryEntry> library_entries(const std::string& kind) {
  if (kind == "chips") return chips();
  if (kind == "models") return models();
  if (kind == "memories") return memories();
  if (kind == "operators") return operators();
  return metric_entries();
}

std::string memory_text(const std::string& name) {
  const fs::path file = memory_folder() / (name + ".textproto");
  return name.find('/') == std::string::npos && fs::is_regular_file(file) ? read_file(file) : "";
}

}  // namespace tessera
