// What a row of either table says about the channel that it was measured on.
#pragma once

#include <optional>
#include <string>

#include "isa/dram/spec.h"
#include "sim/app/validate/row_reader.h"

namespace tessera::validation {

struct RowChannel {
  std::string simulator, config, mapping;
  std::optional<std::int64_t> transaction_bytes;
};

// An unknown mapping is a mistake.
RowChannel read_row_channel(RowReader& cells);

// The row's channel with the row's mapping. A transaction of another size than the row's is a
// mistake.
dram::DramSpec mapped(const dram::DramSpec& spec, const RowChannel& row, RowReader& cells);

}  // namespace tessera::validation
