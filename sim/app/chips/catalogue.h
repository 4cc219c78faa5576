// The chips of the library as a table, and which of them a question picks.
#pragma once

#include <string>
#include <vector>

namespace tessera {

struct CatalogueEntry {
  std::string name;
  std::string vendor;
  std::string kind;
  int year = 0;            // 0: not stated
  std::string confidence;  // of the chip as a whole
  std::string about;       // cores and memory
};

std::vector<CatalogueEntry> chip_catalogue();

// Lists separated by commas; an empty one picks all. Words match from their beginning, whatever
// their case; years are "2024", "2022-2025", ">=2024" or "<=2020".
struct CatalogueQuestion {
  std::string vendor, kind, year, confidence;
  bool empty() const {
    return vendor.empty() && kind.empty() && year.empty() && confidence.empty();
  }
};

// Throws InputError(kUsage) where a word of the question matches no chip, naming what is there.
std::vector<CatalogueEntry> picked(const std::vector<CatalogueEntry>& chips,
                                   const CatalogueQuestion& question);

// A line per chip, its name first; `heading` is for people.
std::string as_text(const std::vector<CatalogueEntry>& chips, bool heading);
std::string as_json(const std::vector<CatalogueEntry>& chips);  // one document

}  // namespace tessera
