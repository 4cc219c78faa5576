// "operators": what each of the summary's operators moved at every level; "mappings": how kernels
// were cut over the cores.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "sim/app/report/html/details.h"
#include "sim/app/report/html/mapping.h"

namespace tessera {
namespace {

constexpr std::size_t kMostShares = 32;  // written out per kernel; the others are counted

void add_share(const EqualShare& share, bool grid, JsonWriter& json) {
  const BodyWork& work = share.work;
  json.begin_object();
  if (grid) {
    json.add("blocks", share.blocks);
  } else {
    json.begin_array("cores");
    for (const auto& [first, last] : share.cores) {
      json.element(static_cast<std::int64_t>(first));
      json.element(static_cast<std::int64_t>(last));
    }
    json.end_array();
  }
  json.add("matmuls", work.matmuls);
  json.add("m", work.m);
  json.add("n", work.n);
  json.add("k", work.k);
  json.add("macs", work.macs);
  json.add("useful_macs", work.useful_macs);
  json.add("vector_operations", work.vector_operations);
  json.add("loaded_bytes", work.loaded_bytes);
  json.add("stored_bytes", work.stored_bytes);
  json.end_object();
}

void add_buffers(const Kernel& kernel, JsonWriter& json) {
  json.begin_array("buffers");
  for (const LocalBuffer& buffer : kernel.buffers) {
    json.begin_object();
    json.add("name", buffer.name);
    json.add("bytes", buffer.bytes.count());
    json.add("slots", buffer.slots);
    json.end_object();
  }
  json.end_array();
}

// Kernels that are mapped alike, as of layers that were not folded, are written once.
class Mappings {
 public:
  explicit Mappings(const ChipSpec& chip) : chip_(chip) {}

  // Its place among those that are different.
  std::size_t place_of(const Kernel& kernel) {
    const auto [found, fresh] = places_.try_emplace(written(kernel), texts_.size());
    if (fresh) texts_.push_back(&found->first);
    return found->second;
  }

  void add_to(JsonWriter& json) const {
    json.begin_array("mappings");
    for (const std::string* text : texts_) json.raw_element(*text);
    json.end_array();
  }

 private:
  std::string written(const Kernel& kernel) const {
    const KernelMapping mapping = mapping_of(kernel, chip_);
    JsonWriter json;
    json.begin_object();
    json.add("form", mapping.grid ? "blocks" : "queues");
    json.add("cores", mapping.cores);
    if (mapping.grid) {
      json.add("blocks", mapping.blocks);
      json.add("resident_per_core", mapping.resident_per_core);
    }
    json.begin_array("shares");
    for (std::size_t i = 0; i < std::min(kMostShares, mapping.shares.size()); ++i)
      add_share(mapping.shares[i], mapping.grid, json);
    json.end_array();
    if (mapping.shares.size() > kMostShares)
      json.add("shares_left_out", mapping.shares.size() - kMostShares);
    add_buffers(kernel, json);
    json.end_object();
    return json.take();
  }

  const ChipSpec& chip_;
  std::map<std::string, std::size_t> places_;
  std::vector<const std::string*> texts_;  // keys of places_
};

// Of one execution; a section repeats them.
void add_kernels(const Program& program, std::size_t record, Mappings& mappings, JsonWriter& json) {
  json.begin_array("kernels");
  for (const Section& section : program.sections)
    for (const Kernel& kernel : section.kernels) {
      if (kernel.op != static_cast<int>(record)) continue;
      json.begin_object();
      json.add("name", kernel.name);
      json.add("mapping", mappings.place_of(kernel));
      json.end_object();
    }
  json.end_array();
}

// "layer" of "layer.qkv_projection".
std::string block_of(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(0, dot);
}

}  // namespace

void add_operator_details(const RunOutput& output, const Combined& total, JsonWriter& json) {
  Mappings mappings(output.inputs.chip);
  json.begin_array("operators");
  for (const OperatorTotal& one : total.operators) {
    const Part& part = output.parts[one.part];
    const OperatorRecord& record = part.lowered.program.operators[one.record];
    json.begin_object();
    json.add("name", one.name);
    json.add("part", part.name);
    json.add("node", record.name);
    json.add("block", block_of(record.name));
    json.add("repeat", record.repeat);
    if (one.matrix_flops > 0) json.add("matrix_type", name_of(one.matrix_type));
    json.add("vector_operations", one.vector_operations);
    json.add("memory_bytes", one.actions.memory_read_bytes + one.actions.memory_written_bytes);
    json.add("shared_buffer_bytes", one.actions.shared_buffer_bytes);
    json.add("local_memory_bytes", one.actions.local_memory_bytes);
    json.add("link_bytes", one.actions.link_bytes);
    add_kernels(part.lowered.program, one.record, mappings, json);
    json.end_object();
  }
  json.end_array();
  mappings.add_to(json);
}

}  // namespace tessera
