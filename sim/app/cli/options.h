// Flags that several commands share, written straight into the request.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/simulate/request.pb.h"

namespace tessera {

// Values as they are typed; `request()` puts them together.
class RequestOptions {
 public:
  void add_chip(CLI::App& command);                  // CHIP and what changes it
  void add_chip_changes(CLI::App& command);          // --set --with
  void add_model(CLI::App& command, bool required);  // MODEL, and how it is run
  void add_workload(CLI::App& command);              // --phase --batch --seq --kv --tokens ...
  void add_detail(CLI::App& command);                // --detail --no-elasticities
  proto::Request request() const;                    // throws InputError(kUsage / kUnsupported)

 private:
  std::string chip_, model_, phase_, dtype_, detail_, parallel_, library_, routing_;
  std::string seq_, kv_, draft_, prefill_chip_, prefill_parallel_;
  std::optional<std::int64_t> chunk_, draft_tokens_, kv_page_;
  std::optional<double> acceptance_, expert_capacity_;
  std::vector<std::string> set_, with_, dim_;
  std::optional<std::int64_t> batch_, tokens_, chips_, microbatches_;
  bool strict_ = false;
  bool no_elasticities_ = false;
};

}  // namespace tessera
