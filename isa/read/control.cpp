#include "isa/read/blocks.h"
#include "isa/read/quantities.h"

namespace tessera {
namespace {

Picoseconds time(const TextBlock& block, const std::string& field) {
  return from_nanoseconds(block.number(field, kNotNegative));
}

BlocksControl read_blocks(const TextBlock& blocks, Hertz core_clock) {
  const auto clocks = [&](const std::string& field) {
    return duration(blocks.number(field, kNotNegative), core_clock);
  };
  return {clocks("launch_cycles"), clocks("dispatch_cycles"),
          blocks.integer("max_resident_per_core", kCount), clocks("block_overhead_cycles")};
}

QueuesControl read_queues(const TextBlock& queues) {
  return {time(queues, "descriptor_ns"), time(queues, "barrier_ns"), time(queues, "dispatch_ns"),
          time(queues, "launch_ns")};
}

StreamControl read_stream(const TextBlock& stream) {
  return {time(stream, "descriptor_ns"), time(stream, "operator_overhead_ns"),
          time(stream, "launch_ns")};
}

StaticControl read_static(const TextBlock& schedule) {
  return {time(schedule, "operator_overhead_ns"), time(schedule, "launch_ns")};
}

}  // namespace

ControlSpec read_control(const TextBlock& control, Hertz core_clock) {
  ControlSpec spec;
  if (const auto blocks = control.optional_block("blocks"))
    spec.blocks = read_blocks(*blocks, core_clock);
  if (const auto queues = control.optional_block("queues")) spec.queues = read_queues(*queues);
  if (const auto stream = control.optional_block("stream")) spec.stream = read_stream(*stream);
  if (const auto schedule = control.optional_block("static_schedule"))
    spec.static_schedule = read_static(*schedule);
  if (!control.absent() && !spec.blocks && !spec.queues && !spec.stream && !spec.static_schedule)
    control.add_mistake("blocks",
                        "control has no style, must have at least one of blocks, queues, stream, "
                        "static_schedule");
  return spec;
}

}  // namespace tessera
