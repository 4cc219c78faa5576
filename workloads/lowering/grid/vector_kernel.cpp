#include "workloads/lowering/grid/vector_kernel.h"

#include <algorithm>
#include <cmath>

#include "workloads/lowering/grid/block_body.h"

namespace tessera::grid {
namespace {

bool keeps_rows_whole(OperatorKind kind) {
  return kind == OperatorKind::kNorm || kind == OperatorKind::kSoftmax;
}

std::int64_t largest_operand(const FusedOperator& fused) {
  std::int64_t largest = 1;
  for (const Operand& operand : fused.reads) largest = std::max(largest, operand.bytes.count());
  for (const Operand& operand : fused.writes) largest = std::max(largest, operand.bytes.count());
  return largest;
}

// A compiler's kernels are alike, whatever they compute.
const VectorForm& form_of(const FusedOperator& fused, const VectorKernels& library) {
  return library.form(fused.timing == Timing::kCompiled ? "compiled" : fused.function);
}

// Into how many equal units the operator divides.
std::int64_t units_of(const FusedOperator& fused, const VectorForm& form) {
  if (keeps_rows_whole(fused.kind) || form.row_per_block)
    return fused.reads.empty() ? 1 : std::max<std::int64_t>(1, fused.reads[0].rows);
  return ceil_divide(largest_operand(fused), form.piece_bytes);
}

// Bytes of `operand` in `part` of `whole` equal units, rounded up.
Bytes share_of(const Operand& operand, std::int64_t part, std::int64_t whole) {
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  return Bytes(std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(static_cast<double>(operand.bytes.count()) * share))));
}

struct Writer {
  const FusedOperator& fused;
  const VectorForm& form;
  std::int64_t units;
  Kernel kernel{};
  BufferList inputs{}, outputs{};  // buffers
  int filled = -1, freed = -1, ready = -1, drained = -1;
};

// The last of `pieces` pieces of `bytes` gets what the others leave.
Bytes piece_of(Bytes bytes, std::int64_t pieces, bool last) {
  const Bytes each(ceil_divide(bytes.count(), pieces));
  return last ? std::max(Bytes(1), bytes - each * (pieces - 1)) : each;
}

// One operation per output, each with its part of the work.
void append_lanes(const Writer& writer, std::int64_t units, std::int64_t pieces,
                  std::vector<Instruction>& body) {
  const auto inputs = static_cast<int>(writer.inputs.size());
  const auto parts = std::max<std::size_t>(1, writer.outputs.size());
  const VectorWork work =
      scaled(writer.fused.vector,
             static_cast<double>(units) /
                 static_cast<double>(writer.units * pieces * static_cast<std::int64_t>(parts)));
  for (std::size_t i = 0; i < parts; ++i) {
    const bool writes = i < writer.outputs.size();
    Tokens waits, signals;
    if (i == 0 && inputs > 0) waits.push_back({writer.filled, inputs});
    if (i + 1 == parts && inputs > 0) signals.push_back({writer.freed, inputs});
    if (writes) waits.push_back({writer.drained, 1});
    if (writes) signals.push_back({writer.ready, 1});
    body.push_back(vector_operation(work, DataType::kFp32, writer.inputs,
                                    writes ? writer.outputs[i] : -1, std::move(waits),
                                    std::move(signals)));
  }
}

std::vector<Instruction> piece(const Writer& writer, std::int64_t units, std::int64_t pieces,
                               bool last) {
  const FusedOperator& fused = writer.fused;
  std::vector<Instruction> body;
  const auto block_of = [&](const Operand& operand) {
    const Bytes bytes = piece_of(share_of(operand, units, writer.units), pieces, last);
    return rows_of(bytes, Bytes(operand.bytes.count() / std::max<std::int64_t>(1, operand.rows)));
  };
  for (std::size_t i = 0; i < writer.inputs.size(); ++i) {
    body.push_back(load(fused.reads[i].tensor, writer.inputs[i], block_of(fused.reads[i]),
                        fused.reads[i].shared_buffer_hit, {{writer.freed, 1}},
                        {{writer.filled, 1}}));
  }
  append_lanes(writer, units, pieces, body);
  for (std::size_t i = 0; i < writer.outputs.size(); ++i) {
    body.push_back(store(fused.writes[i].tensor, writer.outputs[i], block_of(fused.writes[i]),
                         fused.writes[i].shared_buffer_hit, {{writer.ready, 1}},
                         {{writer.drained, 1}}));
  }
  return body;
}

std::vector<Instruction> block(const Writer& writer, std::int64_t units) {
  Bytes largest(1);
  for (const Operand& operand : writer.fused.reads) {
    largest = std::max(largest, share_of(operand, units, writer.units));
  }
  for (const Operand& operand : writer.fused.writes) {
    largest = std::max(largest, share_of(operand, units, writer.units));
  }
  const std::int64_t pieces = ceil_divide(largest.count(), writer.form.piece_bytes);
  std::vector<Instruction> body;
  append_repeated(body, pieces - 1, piece(writer, units, pieces, false));
  append_repeated(body, 1, piece(writer, units, pieces, true));
  return body;
}

void declare_storage(Writer& writer) {
  const Bytes slot(writer.form.piece_bytes);
  const std::int64_t stages = writer.form.stages;
  const auto inputs = static_cast<std::int64_t>(writer.fused.reads.size());
  const auto outputs = static_cast<std::int64_t>(writer.fused.writes.size());
  for (std::int64_t i = 0; i < inputs; ++i) {
    writer.inputs.push_back(add_buffer(writer.kernel, "in_" + std::to_string(i), slot, stages));
  }
  for (std::int64_t i = 0; i < outputs; ++i) {
    writer.outputs.push_back(add_buffer(writer.kernel, "out_" + std::to_string(i), slot, stages));
  }
  writer.filled = add_token(writer.kernel, "filled", Token::Kind::kData, 0);
  writer.freed = add_token(writer.kernel, "freed", Token::Kind::kSpace, stages * inputs);
  writer.ready = add_token(writer.kernel, "ready", Token::Kind::kData, 0);
  writer.drained = add_token(writer.kernel, "drained", Token::Kind::kSpace, stages * outputs);
}

}  // namespace

Kernel vector_kernel(const FusedOperator& fused, const ChipSpec& chip,
                     const VectorKernels& library) {
  const VectorForm& form = form_of(fused, library);
  Writer writer{.fused = fused, .form = form, .units = units_of(fused, form)};
  writer.kernel.name = fused.name;
  writer.kernel.op = fused.op;
  declare_storage(writer);
  const std::int64_t fitting =
      chip.core.local_memory.capacity.count() / local_bytes(writer.kernel).count();
  Grid grid;
  grid.resident_per_core = static_cast<int>(std::max<std::int64_t>(
      1, std::min({form.residents, chip.control.blocks->max_resident_per_core, fitting})));
  const std::int64_t blocks =
      form.row_per_block ? writer.units
                         : std::min(writer.units, chip.core.count * grid.resident_per_core);
  const std::int64_t each = writer.units / blocks;
  const std::int64_t longer = writer.units % blocks;
  if (longer > 0) grid.groups.push_back({longer, block(writer, each + 1)});
  grid.groups.push_back({blocks - longer, block(writer, each)});
  writer.kernel.work = std::move(grid);
  return std::move(writer.kernel);
}

Kernel light_kernel(const FusedOperator& fused, const ChipSpec& chip,
                    const VectorKernels& library) {
  Kernel kernel = vector_kernel(fused, chip, library);
  Grid& grid = std::get<Grid>(kernel.work);
  const double share =
      fused.timing == Timing::kGraph ? library.launch_share : library.profiled_launch_share;
  const double clocks =
      to_seconds(chip.control.blocks->launch) * static_cast<double>(chip.core.clock.count());
  grid.launch_clocks = std::llround(clocks * share);
  grid.start_clocks = library.start_cycles + form_of(fused, library).row_cycles;
  return kernel;
}

}  // namespace tessera::grid
