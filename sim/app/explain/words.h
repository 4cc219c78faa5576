// What the words of a report and the blocks of a chip text mean, a paragraph each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tessera {

struct Explanation {
  std::string_view name;
  std::string_view text;
};

const std::vector<Explanation>& explanations();

// Case, '_' and '-' do not matter. Nullptr if there is none.
const Explanation* explanation_of(std::string_view name);

}  // namespace tessera
