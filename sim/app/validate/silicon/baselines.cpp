#include "sim/app/validate/silicon/baselines.h"

#include "sim/app/validate/row_reader.h"

namespace tessera::validation {

Baselines::Baselines(const CsvTable& table, std::vector<Mistake>& mistakes) {
  constexpr double kLargest = 1e9;  // percent
  if (!require_columns(table, {"device", "op", "dtype"}, mistakes)) return;
  for (const CsvRow& cells : table.rows) {
    RowReader row(table, cells, mistakes);
    const auto share = [&](const char* column) {
      const auto percent = row.optional_number(column, 0, kLargest);
      return percent ? std::optional(*percent / 100) : std::nullopt;
    };
    known_[{row.text("device"), row.text("op"), row.text("dtype")}] = {share("roofline_mape_pct"),
                                                                       share("fitted3_mape_pct")};
  }
}

Baseline Baselines::of(const std::string& device, const std::string& op,
                       const std::string& dtype) const {
  const auto found = known_.find({device, op, dtype});
  return found == known_.end() ? Baseline{} : found->second;
}

}  // namespace tessera::validation
