// Columns of text for people.
#pragma once

#include <string>
#include <vector>

namespace tessera {

enum class Align { kLeft, kRight };

// Two spaces before each column; all rows as long as `columns`, no spaces at their ends.
std::string aligned(const std::vector<std::vector<std::string>>& rows,
                    const std::vector<Align>& columns);

}  // namespace tessera
