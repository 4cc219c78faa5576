#include <fmt/format.h>
#include <fmt/ranges.h>

#include "isa/read/blocks.h"

namespace tessera {
namespace {

// Of an array or an instruction, in elements.
constexpr Range kSide{1, 65536, "must be at least 1 (and at most 65536)", 1};

Dataflow dataflow(int value) {
  switch (value) {
    case 2:
      return Dataflow::kOutputStationary;
    case 3:
      return Dataflow::kInputStationary;
    default:
      return Dataflow::kWeightStationary;
  }
}

SystolicSpec read_systolic(const TextBlock& systolic) {
  SystolicSpec spec;
  spec.rows = systolic.integer("rows", kSide);
  spec.columns = systolic.integer("columns", kSide);
  spec.dataflow = dataflow(systolic.choice("dataflow"));
  spec.double_buffered_weights = systolic.flag_or("double_buffered_weights", true);
  spec.rows_loaded_per_clock = systolic.integer_or("rows_loaded_per_clock", kSide, 1);
  spec.scale_sim_compatible = systolic.flag_or("scale_sim_compatible", false);
  return spec;
}

DotProductSpec read_dot_product(const TextBlock& unit) {
  DotProductSpec spec;
  spec.m = unit.integer("m", kSide);
  spec.n = unit.integer("n", kSide);
  spec.k = unit.integer("k", kSide);
  spec.issue_interval_cycles = unit.number_or("issue_interval_cycles", kPositive, 1);
  spec.latency_cycles = unit.integer("latency_cycles", kNotNegative);
  spec.operand_bytes_per_clock = unit.number_or("operand_bytes_per_clock", kPositive, 0);
  return spec;
}

void read_rate(const TextBlock& rate, double scale, MatrixUnitSpec& spec) {
  const std::string name = rate.text("dtype");
  MatrixRate read;
  read.relative = rate.number("relative", kPositive) * scale;
  read.efficiency = rate.number_or("efficiency", kShare, 1);
  if (name.empty()) return;
  const std::optional<DataType> type = data_type_named(name);
  if (!type) {
    return rate.reject("dtype", name,
                       fmt::format("must be one of {}", fmt::join(data_type_names(), ", ")));
  }
  MatrixRate& slot = spec.rates[static_cast<std::size_t>(*type)];
  if (slot.relative > 0) return rate.add_mistake("dtype", name + " has a rate already");
  slot = read;
}

// Elements with scales of their own run on the unit of their type, at its rate where the text does
// not say another.
void let_scaled_types_run(MatrixUnitSpec& spec) {
  const auto as = [&](DataType scaled, DataType plain) {
    MatrixRate& rate = spec.rates[static_cast<std::size_t>(scaled)];
    if (rate.relative == 0) rate = spec.rate(plain);
  };
  as(DataType::kFp8Block, DataType::kFp8);
  as(DataType::kMxfp4, DataType::kFp4);
  for (const DataType grouped :
       {DataType::kInt4Group128, DataType::kInt4Group64, DataType::kInt4Group32})
    as(grouped, DataType::kInt4);
}

}  // namespace

MatrixUnitSpec read_matrix_unit(const TextBlock& unit) {
  MatrixUnitSpec spec;
  spec.count = unit.integer("count", kSide);
  const std::string kind = unit.kind("kind");
  if (kind == "systolic") spec.kind = read_systolic(unit.block(kind));
  if (kind == "dot_product") spec.kind = read_dot_product(unit.block(kind));
  const double scale = unit.scale("rate_scale");
  if (unit.entries("rate").empty())
    unit.add_mistake("rate", unit.path("rate") + " is missing: which data types run");
  for (const TextBlock& rate : unit.entries("rate")) read_rate(rate, scale, spec);
  let_scaled_types_run(spec);
  return spec;
}

}  // namespace tessera
