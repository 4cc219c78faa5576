// "operators": what each of the summary's operators moved at every level, and how it was mapped.
#include <string>

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

void add_kernel(const Kernel& kernel, const ChipSpec& chip, JsonWriter& json) {
  const KernelMapping mapping = mapping_of(kernel, chip);
  json.begin_object();
  json.add("name", kernel.name);
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
}

// Of one execution; a section repeats them.
void add_kernels(const Program& program, std::size_t record, const ChipSpec& chip,
                 JsonWriter& json) {
  json.begin_array("kernels");
  for (const Section& section : program.sections)
    for (const Kernel& kernel : section.kernels)
      if (kernel.op == static_cast<int>(record)) add_kernel(kernel, chip, json);
  json.end_array();
}

// "layer" of "layer.qkv_projection".
std::string block_of(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(0, dot);
}

}  // namespace

void add_operator_details(const RunOutput& output, const Combined& total, JsonWriter& json) {
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
    add_kernels(part.lowered.program, one.record, output.inputs.chip, json);
    json.end_object();
  }
  json.end_array();
}

}  // namespace tessera
