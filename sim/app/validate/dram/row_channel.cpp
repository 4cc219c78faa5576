#include "sim/app/validate/dram/row_channel.h"

#include <fmt/format.h>

#include "sim/app/validate/dram/channels.h"

namespace tessera::validation {

RowChannel read_row_channel(RowReader& cells) {
  RowChannel row;
  row.simulator = cells.text("simulator");
  row.config = cells.text("config");
  row.mapping = cells.text("mapping");
  if (!mapping_named(row.mapping)) cells.reject("mapping", "map1 or map2");
  if (!cells.text("tx_bytes").empty())
    row.transaction_bytes = cells.integer("tx_bytes", 1, 1 << 20);
  return row;
}

dram::DramSpec mapped(const dram::DramSpec& spec, const RowChannel& row, RowReader& cells) {
  dram::DramSpec result = spec;
  if (const auto mapping = mapping_named(row.mapping)) result.mapping = *mapping;
  const int bytes = spec.organisation.transaction_bytes;
  if (row.transaction_bytes && *row.transaction_bytes != bytes)
    cells.reject("tx_bytes", fmt::format("{} as the parameters of {} say", bytes, row.config));
  return result;
}

}  // namespace tessera::validation
