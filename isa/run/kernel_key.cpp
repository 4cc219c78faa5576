#include "isa/run/kernel_key.h"

#include <type_traits>

namespace tessera {
namespace {

class Writer {
 public:
  Writer(const Program& program, std::string& key) : program_(program), key_(key) {}

  template <class Plain>
  void put(Plain value) {
    static_assert(std::is_arithmetic_v<Plain> || std::is_enum_v<Plain>);
    key_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }

  void put(const TokenUses& uses) {
    put(uses.size());
    for (const TokenUse& use : uses) {
      put(use.token);
      put(use.count);
    }
  }

  void operator()(const Transfer& t) {
    put(t.kind);
    put(t.tensor < 0 ? Placement::kInterleaved
                     : program_.tensors[static_cast<std::size_t>(t.tensor)].placement);
    put(t.buffer);
    put(t.rows);
    put(t.row_bytes.count());
    put(t.shared_buffer_hit);
    put(t.cores);
  }
  void operator()(const Matmul& m) {
    put(m.m);
    put(m.n);
    put(m.k);
    put(m.useful_macs);
    put(m.type);
    put(m.issue_share);
  }
  void operator()(const VectorOperation& v) {
    put(v.work.add_mul);
    put(v.work.special);
    put(v.work.convert);
    put(v.work.reduce);
    put(v.type);
  }
  void operator()(const Collective& c) {
    put(c.kind);
    put(c.bytes.count());
    put(c.chips);
    put(c.chips_per_node);
    put(c.schedule.has_value());
    if (!c.schedule) return;
    put(c.schedule->start.count());
    put(c.schedule->steps);
    put(c.schedule->step.count());
    put(c.schedule->wire.count());
    put(c.schedule->wire_share);
    put(c.schedule->copied.count());
    put(c.schedule->copy_share);
  }
  void operator()(const Barrier& b) { put(b.engine); }
  void operator()(const Repeat& r) {
    put(r.count);
    put(r.body);
  }

  void put(const std::vector<Instruction>& body) {
    put(body.size());
    for (const Instruction& instruction : body) {
      put(instruction.operation.index());
      std::visit(*this, instruction.operation);
      put(instruction.waits);
      put(instruction.signals);
    }
  }

 private:
  const Program& program_;
  std::string& key_;
};

}  // namespace

void append_key(const Program& program, const Kernel& kernel, std::string& key) {
  Writer writer(program, key);
  writer.put(kernel.buffers.size());
  for (const LocalBuffer& buffer : kernel.buffers) {
    writer.put(buffer.bytes.count());
    writer.put(buffer.slots);
  }
  writer.put(kernel.tokens.size());
  for (const Token& token : kernel.tokens) {
    writer.put(token.kind);
    writer.put(token.initial);
  }
  writer.put(kernel.work.index());
  if (const auto* grid = std::get_if<Grid>(&kernel.work)) {
    writer.put(grid->resident_per_core);
    writer.put(grid->rounds);
    writer.put(grid->launch_clocks.value_or(-1));
    writer.put(grid->start_clocks.value_or(-1));
    writer.put(grid->groups.size());
    for (const BlockGroup& group : grid->groups) {
      writer.put(group.count);
      writer.put(group.body);
    }
    return;
  }
  const auto& streams = std::get<std::vector<Stream>>(kernel.work);
  writer.put(streams.size());
  for (const Stream& stream : streams) {
    writer.put(stream.cores.size());
    for (const int core : stream.cores) writer.put(core);
    writer.put(stream.body);
  }
}

}  // namespace tessera
