#include "workloads/lowering/grid/moe.h"

#include <string>
#include <utility>

#include "workloads/lowering/grid/block_body.h"
#include "workloads/lowering/grid/gemm.h"
#include "workloads/lowering/grid/vector_kernel.h"
#include "workloads/lowering/residency.h"
#include "workloads/operators/moe_parts.h"

namespace tessera::grid {
namespace {

constexpr double kFullBits = 16;  // of results of a product of narrower operands
constexpr double kByte = 8;
constexpr std::int64_t kScoreBytes = 4;  // fp32

class Mixture {
 public:
  Mixture(const FusedOperator& fused, const ChipSpec& chip, const KernelLibrary& library)
      : fused_(fused), shape_(*fused.moe), chip_(chip), library_(library), products_(library) {
    products_.gemm = library.moe.gemm;
    if (chip.shared_buffer)
      capacity_ = static_cast<double>(chip.shared_buffer->capacity.count()) *
                  chip.shared_buffer->usable_fraction;
  }

  std::vector<Kernel> write() {
    const Operand tokens = fused_.reads[0];
    add_routing();
    Operand entering = tokens;
    entering.bytes = bytes_of(shape_.rows() * shape_.hidden, tokens.type);
    entering.rows = shape_.rows();
    if (quantises()) entering = quantised(tokens, shape_.hidden);
    if (library_.moe.copies_tokens) entering = copied(entering);
    const Operand inner = result(shape_.first_columns());
    add_product("first", entering, fused_.reads[2], inner, shape_.first_columns(), shape_.hidden);
    Operand active = result(shape_.inter);
    add_pass("moe_activation", inner, active, activation_work(shape_));
    if (quantises()) active = quantised(active, shape_.inter);
    const Operand outer = result(shape_.hidden);
    add_product("second", active, fused_.reads[3], outer, shape_.hidden, shape_.inter);
    add_pass("moe_sum", outer, fused_.writes[0], combine_work(shape_));
    return std::move(kernels_);
  }

 private:
  bool quantises() const {
    return library_.moe.quantises_apart && bits_of(fused_.matrix_type) < kFullBits;
  }

  // What a kernel leaves for the next: `width` elements for each row of each chosen expert.
  Operand result(std::int64_t width) const {
    Operand operand;
    operand.tensor = kPartialResults;
    operand.bytes = Bytes(shape_.rows() * width * library_.moe.result_bytes);
    operand.rows = shape_.rows();
    operand.type = DataType::kBf16;
    return operand;
  }

  double hit(const Operand& from, const Operand& to) const {
    return left_of_stream(static_cast<double>((from.bytes + to.bytes).count()), capacity_);
  }

  FusedOperator part(const std::string& name) const {
    FusedOperator part;
    part.op = fused_.op;
    part.name = fused_.name + "." + name;
    part.timing = fused_.timing;
    part.local_memory = fused_.local_memory;
    return part;
  }

  // One pass over memory, in the form that the library gives it by name.
  void add_pass(const std::string& name, Operand from, Operand to, const VectorWork& work) {
    FusedOperator pass = part(name);
    pass.function = name;
    pass.vector = work;
    if (from.tensor == kPartialResults) from.shared_buffer_hit = hit(from, to);
    if (to.tensor == kPartialResults) to.shared_buffer_hit = hit(from, to);
    pass.reads = {from};
    pass.writes = {to};
    kernels_.push_back(light_kernel(pass, chip_, library_.vector));
  }

  void add_routing() {
    Operand chosen = result(1);
    chosen.bytes = Bytes(shape_.rows() * kScoreBytes);
    Operand scores = fused_.reads[1];
    for (std::int64_t i = 0; i < library_.moe.routing_kernels; ++i) {
      add_pass("moe_route", scores, chosen, i == 0 ? scores_work(shape_) : VectorWork{});
      scores = chosen;
    }
  }

  Operand quantised(const Operand& from, std::int64_t width) {
    Operand to = result(width);
    to.rows = from.rows;
    to.type = fused_.matrix_type;
    to.bytes = bytes_of(from.rows * width, to.type);
    const auto elements = static_cast<double>(from.rows * width);
    add_pass("moe_quantise_" + std::string(name_of(to.type)), from, to,
             {.add_mul = elements, .convert = elements});
    return to;
  }

  Operand copied(const Operand& from) {
    Operand to = from;
    to.tensor = kPartialResults;
    to.rows = shape_.rows();
    to.bytes = bytes_of(shape_.rows() * shape_.hidden, from.type);
    add_pass("moe_copy", from, to, {});
    return to;
  }

  // Scales of 4-bit types change their layout.
  void add_scale_kernels() {
    if (bits_of(fused_.matrix_type) >= kByte) return;
    Operand offsets = result(1);
    for (std::int64_t i = 0; i < library_.moe.scale_kernels; ++i)
      add_pass("moe_scales", offsets, offsets, {});
  }

  void add_product(const char* name, Operand a, const Operand& weights, Operand c,
                   std::int64_t columns, std::int64_t depth) {
    add_scale_kernels();
    FusedOperator product = part(name);
    product.kind = OperatorKind::kMatMul;
    product.matrix_type = fused_.matrix_type;
    const std::int64_t experts = fused_.experts_read;
    product.gemm = {experts, ceil_divide(shape_.rows(), experts), columns, depth, false};
    if (a.tensor == kPartialResults) a.shared_buffer_hit = hit(a, c);
    c.shared_buffer_hit = hit(a, c);
    product.reads = {a, weights};
    product.writes = {c};
    for (Kernel& kernel : gemm_kernels(product, chip_, products_))
      kernels_.push_back(std::move(kernel));
  }

  const FusedOperator& fused_;
  const MoeShape& shape_;
  const ChipSpec& chip_;
  const KernelLibrary& library_;
  KernelLibrary products_;  // whose products are those of the experts
  double capacity_ = 0;     // of the shared buffer
  std::vector<Kernel> kernels_;
};

}  // namespace

std::vector<Kernel> moe_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                const KernelLibrary& library) {
  return Mixture(fused, chip, library).write();
}

}  // namespace tessera::grid
