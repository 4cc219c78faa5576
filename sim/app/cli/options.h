// Flags that several commands share, written straight into the request.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/simulate/request_text.h"

namespace tessera {

// Values as they are typed; `request()` puts them together.
class RequestOptions {
 public:
  void add_chip(CLI::App& command);                  // CHIP and what changes it
  void add_chip_changes(CLI::App& command);          // --set --with
  void add_model(CLI::App& command, bool required);  // MODEL, and how it is run
  void add_workload(CLI::App& command);              // --phase --batch --seq --kv --tokens ...
  void add_detail(CLI::App& command);                // --detail --no-elasticities
  proto::Request request() const {
    return request_of(text_);
  }  // throws InputError(kUsage / kUnsupported)

 private:
  RequestText text_;
};

}  // namespace tessera
