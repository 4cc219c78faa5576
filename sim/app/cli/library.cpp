#include "sim/app/cli/library.h"

#include <fmt/format.h>

#include "isa/dram/standard.h"
#include "isa/library.h"
#include "sim/app/memory/format_bytes.h"
#include "sim/app/report/format.h"
#include "sim/app/report/metrics.h"
#include "sim/app/run_directory/file.h"
#include "workloads/bound_graph.h"
#include "workloads/kernel_library_reader.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

constexpr const char* kMemories = "models/memories";

std::vector<LibraryEntry> models() {
  std::vector<LibraryEntry> entries;
  for (const std::string& name : library_networks())
    entries.push_back({name, read_model(name).source()});
  entries.push_back({"gemm:M,N,K", "one matrix product"});
  entries.push_back(
      {"all_reduce:chips,bytes",
       "one collective; also all_gather, reduce_scatter, all_to_all, broadcast, send"});
  entries.push_back({"conv:batch,h,w,c,k,r,s,stride,pad", "one convolution"});
  entries.push_back({"attention:batch,heads,kv_heads,head_dim,seq,kv", "one attention"});
  entries.push_back(
      {"mla:batch,heads,head_dim,value_dim,latent_dim,rope_dim,seq,kv", "one latent attention"});
  return entries;
}

std::string about_memory(const StandardSpec& memory) {
  if (!memory.channel) return "on the chip: no channel, no rows, no refresh";
  const std::string unit = memory.channels == 1
                               ? memory.unit
                               : fmt::format("{} of {} channels", memory.unit, memory.channels);
  return fmt::format("{}, {} at {}, {} Mb/s per pin", unit, format_bytes(memory.capacity().count()),
                     format_scaled(static_cast<double>(memory.peak_bandwidth().count()), "B/s"),
                     memory.data_rate_mbps);
}

std::vector<LibraryEntry> memories() {
  std::vector<LibraryEntry> entries;
  for (const std::string& name : library_memories())
    entries.push_back({name, about_memory(read_standard({name, {}, {}, std::nullopt}))});
  return entries;
}

std::vector<LibraryEntry> kernels() {
  std::vector<LibraryEntry> entries;
  for (const std::string& name : kernel_libraries())
    entries.push_back({name, kernel_library_about(name)});
  return entries;
}

// The name as the library spells it; empty if it has none of that name.
std::string memory_name(const std::string& name) {
  if (const auto known = library_name(kMemories, name)) return *known;
  for (const std::string& memory : library_memories())
    for (const std::string& other : read_standard({memory, {}, {}, std::nullopt}).also_called)
      if (plain_name(other) == plain_name(name)) return memory;
  return "";
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
  return {"chips", "models", "memories", "libraries", "operators", "metrics"};
}

std::vector<LibraryEntry> library_entries(const std::string& kind) {
  if (kind == "models") return models();
  if (kind == "memories") return memories();
  if (kind == "libraries") return kernels();
  if (kind == "operators") return operators();
  return metric_entries();
}

std::string kernel_library_text(const std::string& name) {
  for (const std::string& known : kernel_libraries())
    if (plain_name(known) == plain_name(name))
      return read_file(library_path(library_text("workloads/libraries", known)));
  return "";
}

std::string memory_text(const std::string& name) {
  const std::string known = memory_name(name);
  return known.empty() ? "" : read_file(library_path(library_text(kMemories, known)));
}

}  // namespace tessera
