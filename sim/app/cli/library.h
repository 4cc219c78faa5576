// What comes with the program, by kind: names and one line about each.
#pragma once

#include <string>
#include <vector>

namespace tessera {

struct LibraryEntry {
  std::string name;
  std::string about;
};

// `kind`: models, memories, libraries, operators, metrics; chips are in sim/app/chips/catalogue.h.
std::vector<LibraryEntry> library_entries(const std::string& kind);
std::vector<std::string> library_kinds();

// The text of a library of kernels; empty if there is none of that name.
std::string kernel_library_text(const std::string& name);

// The text of a memory standard; empty if there is none of that name.
std::string memory_text(const std::string& name);

}  // namespace tessera
