#include "sim/app/simulate/resources.h"

#include <fmt/format.h>

namespace tessera {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The number at a dotted path of the chip text; nothing where the text has none.
std::optional<double> number_at(const Message& message, std::string_view path) {
  const std::string name(path.substr(0, path.find('.')));
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  const auto* reflection = message.GetReflection();
  if (field == nullptr || !reflection->HasField(message, field)) return std::nullopt;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE)
    return reflection->GetDouble(message, field);
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || path.size() == name.size())
    return std::nullopt;
  return number_at(reflection->GetMessage(message, field), path.substr(name.size() + 1));
}

const std::vector<Resource>& all_resources() {
  static const std::vector<Resource> kAll = {
      {"matrix rate", StallCause::kMatrix, {"core.matrix_unit.rate_scale"}, {}},
      {"vector rate", StallCause::kVector, {"core.vector_unit.rate_scale"}, {}},
      {"core clock", StallCause::kFillDrain, {"core.clock_scale"}, {}},
      {"local memory bandwidth",
       StallCause::kLocalMemory,
       {"core.local_memory.bandwidth_scale"},
       {}},
      {"shared buffer bandwidth", StallCause::kSharedBuffer, {"shared_buffer.bandwidth_scale"}, {}},
      {"memory bandwidth", StallCause::kMemoryBandwidth, {"memory.bandwidth_scale"}, {}},
      {"memory latency", StallCause::kMemoryLatency, {}, {"memory.latency_scale"}},
      {"network",
       StallCause::kNetwork,
       {"network.bandwidth_scale", "core.dma.bandwidth_scale"},
       {}},
      {"chip link", StallCause::kChipLink, {"chip_link.bandwidth_scale"}, {}},
      {"launch costs",
       StallCause::kLaunch,
       {},
       {"control.blocks.launch_cycles", "control.blocks.dispatch_cycles",
        "control.blocks.block_overhead_cycles", "control.queues.descriptor_ns",
        "control.queues.barrier_ns", "control.queues.dispatch_ns", "control.queues.launch_ns",
        "control.stream.descriptor_ns", "control.stream.operator_overhead_ns",
        "control.stream.launch_ns", "control.static_schedule.operator_overhead_ns",
        "control.static_schedule.launch_ns"}},
  };
  return kAll;
}

bool has(const ChipSpec& chip, std::int64_t chips, StallCause relieved) {
  switch (relieved) {
    case StallCause::kMatrix:
      return chip.core.matrix_unit.has_value();
    case StallCause::kSharedBuffer:
      return chip.shared_buffer.has_value();
    case StallCause::kChipLink:
      return chip.chip_link.has_value() && chips > 1;
    default:
      return true;
  }
}

bool is_scale(std::string_view field) { return field.ends_with("_scale"); }

void add_setting(const proto::Chip& text, std::string_view field, double factor,
                 std::vector<std::string>& settings) {
  const std::optional<double> now = number_at(text, field);
  if (!now && !is_scale(field)) return;  // a cost that the chip does not have
  settings.push_back(fmt::format("{}={:.17g}", field, now.value_or(1) * factor));
}

}  // namespace

std::vector<Resource> resources_of(const ChipSpec& chip, std::int64_t chips) {
  std::vector<Resource> present;
  for (const Resource& one : all_resources())
    if (has(chip, chips, one.relieves)) present.push_back(one);
  return present;
}

ChipSpec with_more(const Inputs& inputs, const Resource& resource, double factor) {
  ChipSource source = inputs.chip_source;
  for (const std::string_view field : resource.multiplied)
    add_setting(inputs.chip_text, field, factor, source.settings);
  for (const std::string_view field : resource.divided)
    add_setting(inputs.chip_text, field, 1 / factor, source.settings);
  return inputs.remembered->chips().read(source).spec;
}

}  // namespace tessera
