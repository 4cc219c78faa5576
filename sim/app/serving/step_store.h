// Steps that were simulated before, in a file that later runs of the same chip and model read.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/serving/step_time.h"

namespace tessera::serving {

// $XDG_CACHE_HOME/tessera/steps.sqlite, or below ~/.cache; empty where neither is known.
std::filesystem::path usual_step_store();

// Steps lie under the address of everything that they follow from, as points of sweeps do. A file
// that cannot be read or written is as good as none.
class StepStore {
 public:
  // Reads all steps of `address`.
  StepStore(std::filesystem::path file, std::string address);
  ~StepStore();  // writes what is new
  StepStore(const StepStore&) = delete;
  StepStore& operator=(const StepStore&) = delete;

  std::optional<StepTime> find(const StepPoint& point) const;
  void keep(const StepPoint& point, const StepTime& time);

 private:
  void write() const;

  std::filesystem::path file_;
  std::string address_;
  std::map<StepPoint, StepTime> known_;
  std::vector<StepPoint> fresh_;
};

}  // namespace tessera::serving
