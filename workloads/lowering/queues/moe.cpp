#include "workloads/lowering/queues/moe.h"

#include <cmath>
#include <string>
#include <utility>

#include "workloads/lowering/queues/vector.h"
#include "workloads/lowering/residency.h"
#include "workloads/operators/moe_parts.h"

namespace tessera::queues {
namespace {

constexpr std::int64_t kChoiceBytes = 8;  // of a row: which token, and its share in the sum
constexpr std::size_t kTokens = 0, kScores = 1, kFirst = 2, kSecond = 3, kBiases = 4;

bool quantises(const FusedOperator& fused) {
  return bits_of(fused.matrix_type) < bits_of(fused.reads[kTokens].type);
}

DataType entering_type(const FusedOperator& fused) {
  return quantises(fused) ? fused.matrix_type : fused.reads[kTokens].type;
}

// `rows` rows of `width` elements in the memory between kernels.
Operand left_between(const FusedOperator& fused, std::int64_t rows, Bytes bytes, DataType type) {
  Operand operand;
  operand.tensor = fused.scratch;
  operand.rows = rows;
  operand.bytes = bytes;
  operand.type = type;
  return operand;
}

Operand choices(const FusedOperator& fused) {
  const std::int64_t rows = fused.moe->rows();
  return left_between(fused, fused.moe->tokens, Bytes(rows * kChoiceBytes), DataType::kFp32);
}
Operand narrow_tokens(const FusedOperator& fused) {
  const MoeShape& s = *fused.moe;
  return left_between(fused, s.tokens, bytes_of(s.tokens * s.hidden, fused.matrix_type),
                      fused.matrix_type);
}
// Of all rows of all experts.
Operand results(const FusedOperator& fused, std::int64_t width, DataType type) {
  const std::int64_t rows = fused.moe->rows();
  return left_between(fused, rows, bytes_of(rows * width, type), type);
}

// Of something that all rows share evenly.
Operand part_of(Operand operand, std::int64_t part, std::int64_t whole) {
  // Products of bytes and rows leave 64 bits behind.
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  operand.bytes =
      part == whole
          ? operand.bytes
          : Bytes(std::llround(std::ceil(static_cast<double>(operand.bytes.count()) * share)));
  operand.rows = std::max<std::int64_t>(1, operand.rows * part / whole);
  return operand;
}

class Mixture {
 public:
  Mixture(const FusedOperator& fused, const ChipSpec& chip, QueuePlans& plans)
      : fused_(fused), shape_(*fused.moe), chip_(chip), plans_(plans) {
    if (chip.shared_buffer)
      capacity_ = static_cast<double>(chip.shared_buffer->capacity.count()) *
                  chip.shared_buffer->usable_fraction;
  }

  std::vector<Kernel> write() {
    const Operand chosen = choices(fused_);
    add_pass("route", OperatorKind::kSoftmax, {fused_.reads[kScores]}, chosen, scores_work(shape_));
    Operand tokens = fused_.reads[kTokens];
    if (quantises(fused_)) {
      const auto elements = static_cast<double>(shape_.tokens * shape_.hidden);
      const Operand narrow = narrow_tokens(fused_);
      add_pass("quantise", OperatorKind::kElementwise, {tokens}, narrow,
               {.add_mul = elements, .convert = elements});
      tokens = narrow;
    }
    // Every expert of a token reads it.
    tokens.gathered_from = tokens.bytes;
    tokens.rows = shape_.rows();
    tokens.bytes = bytes_of(shape_.rows() * shape_.hidden, tokens.type);
    Operand inner = results(fused_, shape_.inter, entering_type(fused_));
    add_products("first", tokens, kFirst, inner, activation(), &chosen);
    const DataType type = fused_.writes[0].type;
    Operand outer = results(fused_, shape_.hidden, type);
    add_products("second", inner, kSecond, outer, {}, nullptr);
    outer.shared_buffer_hit = hit(outer, outer);
    add_pass("sum", OperatorKind::kReduction, {outer, chosen}, fused_.writes[0],
             combine_work(shape_));
    return std::move(kernels_);
  }

 private:
  FusedOperator part(const std::string& name) const {
    FusedOperator part;
    part.op = fused_.op;
    part.name = fused_.name + "." + name;
    part.timing = fused_.timing;
    part.local_memory = fused_.local_memory;
    part.prefetch = fused_.prefetch;
    return part;
  }

  double hit(const Operand& from, const Operand& to) const {
    return still_there(static_cast<double>((from.bytes + to.bytes).count()), capacity_);
  }

  void add_pass(const std::string& name, OperatorKind kind, std::vector<Operand> reads,
                const Operand& write, const VectorWork& work) {
    FusedOperator pass = part(name);
    pass.kind = kind;
    pass.function = name;
    pass.vector = work;
    pass.reads = std::move(reads);
    pass.writes = {write};
    pass.first_of_program = fused_.first_of_program && kernels_.empty();
    kernels_.push_back(vector_kernel(pass, chip_));
  }

  VectorWork activation() const {
    VectorWork work = activation_work(shape_);
    if (quantises(fused_)) {
      const auto elements = static_cast<double>(shape_.rows() * shape_.inter);
      work.add_mul += elements;
      work.convert += elements;
    }
    return work;
  }

  // One kernel for the experts that have the same number of rows.
  void add_products(const std::string& name, Operand a, std::size_t weights, Operand c,
                    const VectorWork& work, const Operand* chosen) {
    const bool first = weights == kFirst;
    if (a.tensor == fused_.scratch) a.shared_buffer_hit = hit(a, c);
    c.shared_buffer_hit = hit(a, c);
    const std::int64_t columns = first ? shape_.first_columns() : shape_.hidden;
    const std::int64_t depth = first ? shape_.hidden : shape_.inter;
    std::int64_t experts_before = 0;
    for (const ExpertGroup& group : expert_groups(shape_, fused_.experts_read)) {
      FusedOperator product = part(name);
      const std::int64_t rows = group.experts * group.rows;
      product.kind = OperatorKind::kMatMul;
      product.function = "matmul";
      product.matrix_type = fused_.matrix_type;
      product.gemm = {group.experts, group.rows, columns, depth, false};
      product.vector = work * (static_cast<double>(rows) / static_cast<double>(shape_.rows()));
      const Operand b = of_group(fused_.reads[weights], group, experts_before);
      if (bits_of(b.type) < bits_of(fused_.matrix_type))
        product.vector.convert += static_cast<double>(group.experts * columns * depth);
      product.reads = {part_of(a, rows, shape_.rows()), b};
      if (chosen != nullptr) product.reads.push_back(part_of(*chosen, rows, shape_.rows()));
      add_bias(product, first, group);
      product.writes = {part_of(c, rows, shape_.rows())};
      kernels_.push_back(planned_gemm(product, chip_, plans_));
      experts_before += group.experts;
    }
  }

  // The weights of all groups are those of all experts that are read, to the byte.
  Operand of_group(Operand weights, const ExpertGroup& group, std::int64_t before) const {
    const std::int64_t all = weights.bytes.count();
    const auto up_to = [&](std::int64_t experts) { return all * experts / fused_.experts_read; };
    weights.rows = std::max<std::int64_t>(1, weights.rows * group.experts / fused_.experts_read);
    weights.bytes = Bytes(up_to(before + group.experts) - up_to(before));
    return weights;
  }

  void add_bias(FusedOperator& product, bool first, const ExpertGroup& group) const {
    const std::size_t place = kBiases + (first ? 0 : 1);
    if (fused_.reads.size() <= place) return;
    product.reads.push_back(part_of(fused_.reads[place], group.experts, shape_.experts));
    product.vector.add_mul +=
        static_cast<double>(group.experts * group.rows) * static_cast<double>(product.gemm->n);
  }

  const FusedOperator& fused_;
  const MoeShape& shape_;
  const ChipSpec& chip_;
  QueuePlans& plans_;
  double capacity_ = 0;  // of the shared buffer
  std::vector<Kernel> kernels_;
};

}  // namespace

std::vector<ExpertGroup> expert_groups(const MoeShape& shape, std::int64_t experts_read) {
  const std::int64_t each = shape.rows() / experts_read;
  const std::int64_t longer = shape.rows() % experts_read;
  std::vector<ExpertGroup> groups;
  if (longer > 0) groups.push_back({longer, each + 1});
  if (each > 0) groups.push_back({experts_read - longer, each});
  return groups;
}

std::vector<Kernel> moe_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                QueuePlans& plans) {
  return Mixture(fused, chip, plans).write();
}

Bytes moe_scratch(const FusedOperator& fused) {
  const Bytes narrow = quantises(fused) ? narrow_tokens(fused).bytes : Bytes(0);
  return choices(fused).bytes + narrow +
         results(fused, fused.moe->inter, entering_type(fused)).bytes +
         results(fused, fused.moe->hidden, fused.writes[0].type).bytes;
}

}  // namespace tessera::queues
