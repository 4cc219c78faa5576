// How a kernel is spread over the cores: which tiles each of them multiplies, how many bytes each
// moves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// What a body of instructions comes to, its repeats counted.
struct BodyWork {
  std::int64_t matmuls = 0;          // tiles that enter the matrix units
  std::int64_t m = 0, n = 0, k = 0;  // of the largest of them
  double macs = 0, useful_macs = 0;
  double vector_operations = 0;
  double loaded_bytes = 0, stored_bytes = 0;
  bool operator==(const BodyWork&) const = default;
};

BodyWork work_of(const std::vector<Instruction>& body);

// Cores with the same work, in ranges from first to last; or thread blocks with the same work.
struct EqualShare {
  std::vector<std::pair<int, int>> cores;  // of queues
  std::int64_t blocks = 0;                 // of a grid, all rounds
  BodyWork work;                           // of one core, or of one block
};

struct KernelMapping {
  bool grid = false;
  std::int64_t cores = 0;  // that take part
  std::int64_t blocks = 0;
  std::int64_t resident_per_core = 0;
  std::vector<EqualShare> shares;
};

KernelMapping mapping_of(const Kernel& kernel, const ChipSpec& chip);

}  // namespace tessera
