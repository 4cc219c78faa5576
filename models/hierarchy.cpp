#include "models/hierarchy.h"

#include "models/elaboration.h"

namespace tessera {
namespace {

void list(const sc_core::sc_object& object, std::size_t depth, std::vector<std::string>& lines) {
  std::string line = std::string(2 * depth, ' ') + object.basename() + "  (" + object.kind() + ")";
  if (const auto* block = dynamic_cast<const HardwareBlock*>(&object)) {
    line += "  " + block->description();
  }
  lines.push_back(std::move(line));
  for (const sc_core::sc_object* child : object.get_child_objects()) {
    list(*child, depth + 1, lines);
  }
}

}  // namespace

std::vector<std::string> hierarchy(const ChipSpec& chip) {
  std::vector<std::string> lines;
  list(elaborate(chip), 0, lines);
  return lines;
}

}  // namespace tessera
