#include <algorithm>
#include <cmath>
#include <utility>

#include "isa/timing/vector_unit.h"
#include "workloads/lowering/grid/block_body.h"
#include "workloads/lowering/grid/gemm.h"
#include "workloads/lowering/grid/vector_kernel.h"

namespace tessera::grid {
namespace {

Bytes whole_bytes(std::int64_t elements, double bits) {
  return Bytes(static_cast<std::int64_t>(std::ceil(static_cast<double>(elements) * bits / 8)));
}

// What one kernel of a product needs at hand while its blocks are written.
struct Writer {
  const FusedOperator& fused;
  const GemmProblem& problem;
  const GemmTiling& tiling;
  const GemmKernels& library;
  GemmReads reads;
  Kernel kernel{};
  int a = -1, b = -1, output = -1;
  int filled = -1, freed = -1, summed = -1, staged = -1, drained = -1;
  BufferList extra{};  // buffers of bias, residual, ...
  int extra_filled = -1, extra_freed = -1;
};

// One block's part of the product: real extents; the unit works on whole tiles.
struct Part {
  std::int64_t m = 0, n = 0, k = 0;
};

bool splits(const Writer& writer) { return writer.tiling.split > 1; }

double output_bits(const Writer& writer) { return splits(writer) ? 32 : writer.problem.bits_c; }

// A bias has one value per column, whatever the row; everything else one per output.
bool per_column(const Operand& operand, const GemmProblem& problem) {
  return static_cast<double>(operand.bytes.count()) * 8 / bits_of(operand.type) <=
         static_cast<double>(problem.n * problem.batch);
}

// Bytes of a further operand behind `rows` x `columns` outputs.
Bytes extra_bytes(const Operand& operand, const GemmProblem& problem, std::int64_t rows,
                  std::int64_t columns) {
  const double share =
      per_column(operand, problem)
          ? static_cast<double>(columns) / static_cast<double>(problem.n)
          : static_cast<double>(rows * columns) / static_cast<double>(problem.m * problem.n);
  return Bytes(static_cast<std::int64_t>(std::ceil(static_cast<double>(operand.bytes.count()) *
                                                   share / static_cast<double>(problem.batch))));
}

// Whoever reads a bias after the first finds it in the shared buffer.
double extra_hit(const Operand& operand, const GemmProblem& problem, std::int64_t rows) {
  if (!per_column(operand, problem)) return operand.shared_buffer_hit;
  return 1 - (1 - operand.shared_buffer_hit) / static_cast<double>(ceil_divide(problem.m, rows));
}

// `rows` rows of a tile, `depth` elements of K each. The next step of the block continues each
// row, so up to `steps` of them count as one stretch of memory.
Block2d operand_block(std::int64_t rows, std::int64_t depth, double bits, std::int64_t steps,
                      Bytes tensor) {
  std::int64_t stretch = 1;
  while (stretch * 2 <= steps && rows % (stretch * 2) == 0 &&
         whole_bytes(depth * stretch * 2, bits) <= tensor)
    stretch *= 2;
  return {rows / stretch, whole_bytes(depth * stretch, bits)};
}

// Kernels that pad channels multiply zeros that are in no memory.
Block2d of_tensor(Block2d tile, Bytes tensor) {
  if (tile.row_bytes * tile.rows <= tensor || tensor.count() < tile.rows) return tile;
  return {tile.rows, tensor / tile.rows};
}

// A window visits a pixel several times, so a tile of the im2col view may be larger than the
// image: one load each time round.
std::vector<Block2d> passes_over(Block2d tile, Bytes tensor) {
  tile.row_bytes = std::min(tile.row_bytes, tensor);
  const std::int64_t most = std::max<std::int64_t>(1, tensor.count() / tile.row_bytes.count());
  std::vector<Block2d> passes;
  for (std::int64_t left = tile.rows; left > 0; left -= most)
    passes.push_back({std::min(left, most), tile.row_bytes});
  return passes;
}

// Loads of one step and its product; `depth` of the tile's k elements exist.
std::vector<Instruction> step(const Writer& writer, const Part& part, std::int64_t depth) {
  const GemmTiling& tiling = writer.tiling;
  const GemmProblem& problem = writer.problem;
  Matmul matmul{tiling.m,     tiling.n, tiling.k, part.m * part.n * depth,
                problem.type, writer.a, writer.b, -1};
  matmul.issue_share = problem.issue_share;
  // Operands of another type are widened on their way and come from registers.
  if (problem.bits_a != bits_of(problem.type)) matmul.a = -1;
  if (problem.bits_b != bits_of(problem.type)) matmul.b = -1;
  if (tiling.swapped) {
    std::swap(matmul.m, matmul.n);
    std::swap(matmul.a, matmul.b);
  }
  std::vector<Instruction> body;
  const Operand& a = writer.fused.reads[0];
  const Operand& b = writer.fused.reads[1];
  Tokens free_slot{{writer.freed, 1}};
  for (const Block2d& pass :
       passes_over(operand_block(part.m, depth, problem.bits_a, tiling.steps, a.bytes), a.bytes)) {
    body.push_back(shared_load(a.tensor, writer.a, pass, writer.reads.hit_a, tiling.share_a,
                               std::exchange(free_slot, {}), {{writer.filled, 1}}));
  }
  body.push_back(shared_load(
      b.tensor, writer.b,
      of_tensor(operand_block(part.n, depth, problem.bits_b, tiling.steps, b.bytes), b.bytes),
      writer.reads.hit_b, tiling.share_b, {}, {{writer.filled, 1}}));
  const auto loads = static_cast<int>(body.size());
  body.push_back({matmul, {{writer.filled, loads}}, {{writer.freed, 1}, {writer.summed, 1}}});
  return body;
}

// Rows of outputs that pass through the output stage at a time.
std::int64_t rows_per_piece(const Writer& writer) {
  const Bytes row = whole_bytes(writer.tiling.n, output_bits(writer));
  return std::clamp<std::int64_t>(writer.tiling.piece_bytes / row.count(), 1, writer.tiling.m);
}

// Further operands, vector work on the sums and their stores, piece by piece; unrolled, it is not
// part of the loop.
void append_epilogue(const Writer& writer, const Part& part, std::vector<Instruction>& body) {
  const GemmProblem& problem = writer.problem;
  const double outputs =
      static_cast<double>(problem.batch) * static_cast<double>(problem.m * problem.n);
  const std::int64_t most = rows_per_piece(writer);
  const auto extras = static_cast<int>(writer.extra.size());
  for (std::int64_t done = 0; done < part.m; done += most) {
    const std::int64_t rows = std::min(most, part.m - done);
    for (std::size_t i = 0; i < writer.extra.size(); ++i) {
      const Operand& operand = writer.fused.reads[i + 2];
      body.push_back(load(operand.tensor, writer.extra[i],
                          rows_of(extra_bytes(operand, problem, rows, part.n),
                                  whole_bytes(part.n, bits_of(operand.type))),
                          extra_hit(operand, problem, most), {{writer.extra_freed, 1}},
                          {{writer.extra_filled, 1}}));
    }
    Tokens waits{{writer.drained, 1}};
    Tokens signals{{writer.staged, 1}};
    if (done == 0) {
      waits.push_back({writer.summed, static_cast<int>(ceil_divide(part.k, writer.tiling.k))});
    }
    if (extras > 0) {
      waits.push_back({writer.extra_filled, extras});
      signals.push_back({writer.extra_freed, extras});
    }
    const double share = static_cast<double>(rows * part.n) / outputs;
    VectorWork work = splits(writer) ? VectorWork{} : scaled(writer.fused.vector, share);
    work.add_mul += writer.library.output_operations * static_cast<double>(rows * part.n);
    body.push_back(vector_operation(work, DataType::kFp32, writer.extra, writer.output,
                                    std::move(waits), std::move(signals)));
    const Operand& c = writer.fused.writes[0];
    const Block2d sums{rows, whole_bytes(part.n, output_bits(writer))};
    body.push_back(store(splits(writer) ? kPartialResults : c.tensor, writer.output,
                         splits(writer) ? sums : of_tensor(sums, c.bytes),
                         splits(writer) ? 1.0 : problem.hit_c, {{writer.staged, 1}},
                         {{writer.drained, 1}}));
  }
}

std::vector<Instruction> block(const Writer& writer, const Part& part) {
  std::vector<Instruction> body;
  append_repeated(body, part.k / writer.tiling.k, step(writer, part, writer.tiling.k));
  const std::int64_t rest = part.k % writer.tiling.k;
  if (rest > 0) append_repeated(body, 1, step(writer, part, rest));
  append_epilogue(writer, part, body);
  return body;
}

struct Extent {
  std::int64_t count, size;
};

// Whole pieces of `tile`, then what is left.
std::vector<Extent> extents(std::int64_t total, std::int64_t tile) {
  std::vector<Extent> result;
  if (total / tile > 0) result.push_back({total / tile, tile});
  if (total % tile > 0) result.push_back({1, total % tile});
  return result;
}

void declare_storage(Writer& writer) {
  Kernel& kernel = writer.kernel;
  const GemmTiling& tiling = writer.tiling;
  const GemmProblem& problem = writer.problem;
  writer.a =
      add_buffer(kernel, "a", whole_bytes(tiling.k, problem.bits_a) * tiling.m, tiling.stages);
  writer.b =
      add_buffer(kernel, "b", whole_bytes(tiling.k, problem.bits_b) * tiling.n, tiling.stages);
  const std::int64_t staged = rows_per_piece(writer) * tiling.n;
  writer.output = add_buffer(kernel, "output", whole_bytes(staged, output_bits(writer)), 1);
  writer.filled = add_token(kernel, "filled", Token::Kind::kData, 0);
  writer.freed = add_token(kernel, "freed", Token::Kind::kSpace, tiling.stages);
  writer.summed = add_token(kernel, "summed", Token::Kind::kData, 0);
  writer.staged = add_token(kernel, "staged", Token::Kind::kData, 0);
  writer.drained = add_token(kernel, "drained", Token::Kind::kSpace, 1);
  if (splits(writer) || writer.fused.reads.size() <= 2) return;
  const auto extras = static_cast<std::int64_t>(writer.fused.reads.size()) - 2;
  writer.extra_filled = add_token(kernel, "extra_filled", Token::Kind::kData, 0);
  writer.extra_freed = add_token(kernel, "extra_freed", Token::Kind::kSpace, extras);
  for (std::int64_t i = 0; i < extras; ++i) {
    const Bytes bytes = extra_bytes(writer.fused.reads[static_cast<std::size_t>(i + 2)], problem,
                                    rows_per_piece(writer), std::min(tiling.n, problem.n));
    writer.extra.push_back(add_buffer(kernel, "extra_" + std::to_string(i), bytes, 1));
  }
}

Kernel product(const FusedOperator& fused, const GemmProblem& problem, const GemmTiling& tiling,
               const GemmKernels& library, const Rates& rates) {
  Writer writer{.fused = fused,
                .problem = problem,
                .tiling = tiling,
                .library = library,
                .reads = gemm_reads(problem, tiling, rates)};
  writer.kernel.name = fused.name;
  writer.kernel.op = fused.op;
  declare_storage(writer);
  Grid grid;
  grid.resident_per_core = static_cast<int>(tiling.residents);
  for (const Extent& k : extents(problem.k, tiling.steps * tiling.k)) {
    for (const Extent& m : extents(problem.m, tiling.m)) {
      for (const Extent& n : extents(problem.n, tiling.n)) {
        grid.groups.push_back(
            {problem.batch * k.count * m.count * n.count, block(writer, {m.size, n.size, k.size})});
      }
    }
  }
  writer.kernel.work = std::move(grid);
  return std::move(writer.kernel);
}

// Sums the partial results of a split and does the vector work that was fused behind the product.
Kernel reduction(const FusedOperator& fused, const GemmProblem& problem, const GemmTiling& tiling,
                 const ChipSpec& chip, const VectorKernels& library) {
  const double outputs =
      static_cast<double>(problem.batch) * static_cast<double>(problem.m * problem.n);
  const double fits = rates_of(chip).buffer_capacity;
  Operand partial;
  partial.tensor = kPartialResults;
  partial.bytes = Bytes(static_cast<std::int64_t>(outputs) * 4 * tiling.split);
  partial.rows = problem.batch * problem.m * tiling.split;
  partial.type = DataType::kFp32;
  partial.shared_buffer_hit = static_cast<double>(partial.bytes.count()) <= fits ? 1 : 0;
  FusedOperator sum = fused;
  sum.name = fused.name + ".sum";
  sum.gemm.reset();
  sum.kind = OperatorKind::kElementwise;
  sum.reads.erase(sum.reads.begin(), sum.reads.begin() + 2);
  sum.reads.insert(sum.reads.begin(), partial);
  sum.writes.resize(1);
  sum.vector.add_mul += outputs * static_cast<double>(tiling.split - 1);
  return vector_kernel(sum, chip, library);
}

}  // namespace

GemmProblem gemm_problem(const FusedOperator& fused, const ChipSpec& chip,
                         const GemmKernels& library) {
  GemmProblem problem;
  const GemmShape& shape = *fused.gemm;
  problem.batch = shape.shared_b ? 1 : shape.batch;
  problem.m = shape.shared_b ? shape.batch * shape.m : shape.m;
  problem.n = shape.n;
  problem.k = shape.k;
  problem.type = fused.matrix_type;
  problem.issue_share = library.menu(problem.type).issue_share;
  const auto describe = [](const Operand& operand, double& bits, double& bytes, double& hit) {
    bits = bits_of(operand.type);
    bytes = static_cast<double>(operand.bytes.count());
    hit = operand.shared_buffer_hit;
  };
  describe(fused.reads[0], problem.bits_a, problem.bytes_a, problem.hit_a);
  describe(fused.reads[1], problem.bits_b, problem.bytes_b, problem.hit_b);
  describe(fused.writes[0], problem.bits_c, problem.bytes_c, problem.hit_c);
  problem.extra_reads = static_cast<std::int64_t>(fused.reads.size()) - 2;
  problem.epilogue_cycles = vector_cycles(chip.core.vector_unit, fused.vector);
  problem.output_cycles = library.output_operations / chip.core.vector_unit.add_mul_per_clock;
  return problem;
}

std::vector<Kernel> gemm_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                 const KernelLibrary& library) {
  const GemmProblem problem = gemm_problem(fused, chip, library.gemm);
  const GemmTiling tiling = best_tiling(problem, chip, library.gemm);
  std::vector<Kernel> kernels{product(fused, problem, tiling, library.gemm, rates_of(chip))};
  if (tiling.split > 1) kernels.push_back(reduction(fused, problem, tiling, chip, library.vector));
  return kernels;
}

}  // namespace tessera::grid
