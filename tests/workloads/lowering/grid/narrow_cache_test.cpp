// Attention over keys and values of fewer bits than the queries.
#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "isa/closed_form.h"
#include "workloads/bound_graph.h"
#include "workloads/lowering/lower.h"
#include "workloads/one_operator.h"

namespace tessera {
namespace {

Picoseconds time_of(const char* chip, const char* operator_text, DataType cache) {
  proto::Graph graph = *one_operator(operator_text);
  graph.set_dtype("bf16");
  DataTypes types;
  types.kv = cache;
  const ChipSpec spec = read_chip({chip, {}, {}});
  return execute_closed_form(spec, lower(bind(graph, {}, types), spec).program).elapsed;
}

// Keys are widened once, not for each row that pads a tile; and as many bytes are under way.
TEST(NarrowCache, IsNeverSlowerToAttendToThanAWideOne) {
  for (const char* chip : {"a100-sxm", "h100-sxm", "b200-sxm"})
    for (const char* shape : {"attention:48,32,32,128,1,3072", "attention:512,32,8,128,1,1024"})
      EXPECT_LT(time_of(chip, shape, DataType::kFp8), time_of(chip, shape, DataType::kBf16))
          << chip << ", " << shape;
}

}  // namespace
}  // namespace tessera
