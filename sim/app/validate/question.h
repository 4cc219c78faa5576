// What a user asks a validation to predict.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tessera::validation {

struct Question {
  std::filesystem::path data;
  std::string detail = {};  // empty: tile; analytic of published results
  // Of silicon and published results:
  std::vector<std::string> devices = {}, ops = {};  // none: all
  std::vector<std::string> settings = {};           // of every chip, "core.count=4"
  bool leave_out = false;  // each chip with the fitted numbers of its relatives, not its own
  std::size_t every = 1;   // this one of so many rows of each table
  std::filesystem::path points = {};  // where rows already predicted are kept; empty: nowhere
};

}  // namespace tessera::validation
