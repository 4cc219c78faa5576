// Bytes of tiles, and the local buffers they need.
#include <algorithm>
#include <cmath>

#include "workloads/lowering/queues/gemm.h"

namespace tessera::queues {
namespace {

constexpr std::int64_t kSumBytes = 4;

// A smaller transfer is mostly descriptor and latency.
constexpr std::int64_t kSmallestSlice = 32768;

// Operands smaller than this share of the output are loaded once, not tile by tile.
constexpr double kTiledShare = 0.25;

Bytes share(Bytes bytes, double part) {
  return Bytes(std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(static_cast<double>(bytes.count()) * part - 1e-6))));
}

// `rows` rows of a part of an operand: never more than all of it, where scales make a row a
// fraction of a byte longer, or the operand is one that all rows share and has fewer bytes than
// these.
Rows rows_of(const Operand& operand, std::int64_t rows, double part_of_row) {
  const Bytes row = share(operand.bytes, part_of_row);
  if (row * rows <= operand.bytes) return {rows, row};
  if (operand.bytes.count() < rows) return {operand.bytes.count(), Bytes(1)};
  return {rows, operand.bytes / rows};
}

double part_of(std::int64_t a, std::int64_t b) {
  return static_cast<double>(a) / static_cast<double>(b);
}

// Share of all images that `pixels` output pixels in a row need.
double image_share(const ConvolutionWindow& window, std::int64_t pixels) {
  const std::int64_t image = window.output_rows * window.output_columns;
  if (pixels >= image) return std::min(1.0, part_of(pixels, image * window.images));
  const std::int64_t rows = ceil_divide(pixels, window.output_columns);
  const std::int64_t needed =
      std::min(window.input_rows, (rows - 1) * window.stride + window.window);
  return part_of(needed, window.input_rows * window.images);
}

}  // namespace

GemmOperands::GemmOperands(const FusedOperator& fused) : fused_(fused), shape_(*fused.gemm) {
  const auto output = static_cast<double>(fused.writes[0].bytes.count());
  for (std::size_t i = 2; i < fused.reads.size(); ++i) {
    const Operand& read = fused.reads[i];
    const bool tiled = static_cast<double>(read.bytes.count()) >= kTiledShare * output;
    (tiled ? tiled_ : whole_).push_back(&read);
  }
}

Rows GemmOperands::a(std::int64_t batch, std::int64_t m, std::int64_t k) const {
  const Operand& operand = fused_.reads[0];
  const double depth = part_of(k, shape_.k) * part_of(batch, shape_.batch);
  if (fused_.window) {
    const Bytes bytes = share(operand.bytes, depth * image_share(*fused_.window, m));
    return {1, bytes};
  }
  return rows_of(operand, batch * m,
                 part_of(k, shape_.k) / static_cast<double>(shape_.batch * shape_.m));
}

Rows GemmOperands::b(std::int64_t batch, std::int64_t n, std::int64_t k) const {
  const Operand& operand = fused_.reads[1];
  if (operand.role == TensorRole::kWeight) {
    return {1, share(operand.bytes,
                     part_of(batch, shape_.batch) * part_of(n, shape_.n) * part_of(k, shape_.k))};
  }
  return rows_of(operand, batch * k,
                 part_of(n, shape_.n) / static_cast<double>(shape_.batch * shape_.k));
}

Rows GemmOperands::part(const Operand& operand, std::int64_t batch, std::int64_t m,
                        std::int64_t n) const {
  return rows_of(operand, batch * m,
                 part_of(n, shape_.n) / static_cast<double>(shape_.batch * shape_.m));
}

bool GemmOperands::one_transfer_gathers(std::int64_t batch, std::int64_t m) const {
  const Bytes all = fused_.reads[0].gathered_from;
  return all == Bytes(0) || a(batch, m, shape_.k).bytes() <= all;
}

Bytes GemmOperands::a_in_place(std::int64_t batch, std::int64_t m, std::int64_t k) const {
  return std::max(a(batch, m, k).bytes(), bytes_of(batch * m * k, type()));
}

Bytes GemmOperands::b_in_place(std::int64_t batch, std::int64_t n, std::int64_t k) const {
  return std::max(b(batch, n, k).bytes(), bytes_of(batch * n * k, type()));
}

Slices slices_of(const GemmOperands& operands, const GemmTile& tile, std::int64_t m,
                 std::int64_t n) {
  if (tile.held == Held::kNeither) return {};
  const bool is_a = tile.held == Held::kA;
  const std::int64_t k = operands.shape().k;
  const std::int64_t tiles = is_a ? ceil_divide(n, tile.n) : ceil_divide(m, tile.m);
  const std::int64_t rows = is_a ? tile.m : k;
  const std::int64_t bytes =
      (is_a ? operands.a(tile.batch, tile.m, k) : operands.b(tile.batch, tile.n, k))
          .bytes()
          .count();
  for (const bool every_step : {true, false}) {
    const std::int64_t count = tiles * (every_step ? ceil_divide(k, tile.k) : 1);
    if (count <= rows && bytes / count >= kSmallestSlice) return {count, every_step};
  }
  return {};
}

Bytes GemmOperands::sums(std::int64_t batch, std::int64_t m, std::int64_t n) const {
  return Bytes(batch * m * n * kSumBytes);
}

Bytes GemmBuffers::total() const {
  Bytes sum = a * slots_a + b * slots_b + sums * slots_sums;
  for (const Bytes& bytes : tiled) sum += bytes * 2;
  for (const Bytes& bytes : whole) sum += bytes;
  for (const Bytes& bytes : outputs) sum += bytes * 2;
  return sum;
}

GemmBuffers buffers_of(const GemmOperands& operands, const GemmTile& tile, std::int64_t batch,
                       std::int64_t m, std::int64_t n) {
  const std::int64_t k = operands.shape().k;
  const bool one_tile = tile.batch >= batch && tile.m >= m && tile.n >= n;
  const int usual = one_tile ? 1 : 2;
  GemmBuffers buffers;
  if (operands.a_found()) {
    // In place, but a convolution's im2col view is spread out tile by tile.
    if (operands.fused().window) {
      buffers.a = operands.a_in_place(tile.batch, tile.m, tile.k);
      buffers.slots_a = 1;
    }
  } else {
    const bool held = tile.held == Held::kA;
    buffers.a = operands.a_in_place(tile.batch, tile.m, held ? k : tile.k);
    const bool once = held ? tile.batch >= batch && tile.m >= m : one_tile && tile.k >= k;
    buffers.slots_a = once ? 1 : 2;
  }
  const bool held = tile.held == Held::kB;
  buffers.b = operands.b_in_place(tile.batch, tile.n, held ? k : tile.k);
  const bool once = held ? tile.batch >= batch && tile.n >= n : one_tile && tile.k >= k;
  buffers.slots_b = once ? 1 : 2;
  if (operands.has_epilogue() || !operands.output_stays()) {
    buffers.sums = operands.sums(tile.batch, tile.m, tile.n);
    buffers.slots_sums = usual;
  }
  for (const Operand* read : operands.tiled())
    buffers.tiled.push_back(operands.part(*read, tile.batch, tile.m, tile.n).bytes());
  for (const Operand* read : operands.whole()) buffers.whole.push_back(read->bytes);
  if (operands.has_epilogue())
    for (const Operand& write : operands.fused().writes)
      if (write.tensor >= 0)
        buffers.outputs.push_back(operands.part(write, tile.batch, tile.m, tile.n).bytes());
  return buffers;
}

}  // namespace tessera::queues
