#include "sim/app/report/aligned.h"

#include <algorithm>

namespace tessera {

std::string aligned(const std::vector<std::vector<std::string>>& rows,
                    const std::vector<Align>& columns) {
  std::vector<std::size_t> widths(columns.size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < columns.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string space(widths[i] - row[i].size(), ' ');
      line += "  " + (columns[i] == Align::kLeft ? row[i] + space : space + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace tessera
