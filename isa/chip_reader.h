// Chip text to checked Spec: protobuf text, fragments merged on top, single
// fields set, then every rule checked.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "isa/chip.pb.h"
#include "isa/chip_spec.h"

namespace tessera {

struct ChipSource {
  std::string name_or_path;            // "h100-sxm", an also_called name, or a file
  std::vector<std::string> fragments;  // --with FILE, merged in order
  std::vector<std::string> settings;   // --set core.count=4, applied last
};

// The merged text, memory standard and energy table included; throws
// InputError(kBadInput) with all mistakes.
proto::Chip read_chip_text(const ChipSource& source);

// Throws InputError(kBadInput) with all mistakes, each at its line.
ChipSpec read_chip(const ChipSource& source);

struct ReadChip {
  proto::Chip text;  // as of read_chip_text
  ChipSpec spec;
};

// Reads chips as read_chip does, and remembers the texts and what their memories sustain: for many
// chips that differ in some fields. A file that changes meanwhile is not read again.
class ChipReader {
 public:
  ChipReader();
  ~ChipReader();
  ReadChip read(const ChipSource& source);

  // The text with its fragments, before `source.settings`, and what is wrong in it so far, one
  // mistake on each line: settings may mend it. Throws InputError where a text cannot be read.
  struct Unset {
    const proto::Chip& text;
    std::string mistakes;
  };
  Unset before_settings(const ChipSource& source);

 private:
  struct Remembered;
  std::unique_ptr<Remembered> remembered_;
};

// Names of the library's chips, sorted.
std::vector<std::string> library_chips();

}  // namespace tessera
