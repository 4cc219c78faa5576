// Where the numbers of a chip text come from, one by one and counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/chip.pb.h"

namespace tessera {

struct SourcedNumber {
  std::string path;  // "core.matrix_unit.rate[fp8].efficiency"
  double value = 0;
  std::string kind;  // as of ConfidenceCount
  std::string source;
};

// Of a text with notes on sources: a chip, a memory standard, a table. In the order of the proto.
// Scales are questions, not numbers of the chip, and are left out.
std::vector<SourcedNumber> sourced_numbers(const google::protobuf::Message& text);

// "datasheet", "paper", "fitted", "estimate", "assumption", "unstated": the surest first.
std::vector<std::string> confidence_kinds();

// Of a number that nobody published or measured: estimate, assumption or unstated.
bool is_assumed(const std::string& kind);

struct ConfidenceCount {
  std::string kind;  // "datasheet", ..., "unstated"
  std::int64_t numbers = 0;
};

// Most sure first; kinds that do not occur are left out.
std::vector<ConfidenceCount> confidence_of(const proto::Chip& chip);

}  // namespace tessera
