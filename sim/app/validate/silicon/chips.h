// The chips that devices of tables are, each read once.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "isa/chip.pb.h"
#include "isa/chip_spec.h"
#include "workloads/kernel_library.h"

namespace tessera::validation {

// What the numbers of a chip text rest on: measurements of this chip, of one of its family (the
// same `library`, or the same kind where none is named), or of neither.
enum class Calibration { kFitted, kSibling, kNone };

struct DeviceChip {
  std::optional<ChipSpec> spec;  // none: `why_not`
  KernelLibrary library;         // the one that the chip names
  KernelLibrary older_library;   // of the versions before; the same where none is described
  std::string why_not;           // "no chip is called X"
  // Fitted numbers that no relative has: a chip left out keeps its own.
  std::vector<std::string> kept;
  std::string text;  // the merged chip text, encoded
  Calibration calibration = Calibration::kNone;
};

class DeviceChips {
 public:
  // `settings`: of every chip. `leave_out`: each chip gets the fitted numbers of its relatives.
  explicit DeviceChips(std::vector<std::string> settings, bool leave_out = false);

  // The chip of that name or also_called so; a name ending in _host is the chip timed by its host.
  // Throws InputError where a chip text, or a setting, is wrong.
  const DeviceChip& of(const std::string& device);

 private:
  DeviceChip read(const std::string& device);

  std::vector<std::string> settings_;
  bool leave_out_;
  std::vector<proto::Chip> library_;  // all its texts
  std::map<std::string, std::unique_ptr<DeviceChip>> known_;
};

// Whether `chip` has a number with confidence FITTED, or one of `others` of its family has one.
Calibration calibration_of(const proto::Chip& chip, const std::vector<proto::Chip>& others);

}  // namespace tessera::validation
