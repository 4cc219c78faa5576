// How the time line of a run is asked for: `run`, `exec`, `export` and `report`.
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "isa/trace.h"

namespace tessera {

struct TraceFlags {
  std::string window;  // FROM..TO; empty: all
  std::int64_t limit = TraceOptions::kDefaultLimit;
  bool every_repeat = false;
  bool any() const {
    return !window.empty() || every_repeat || limit != TraceOptions::kDefaultLimit;
  }
};

// Where `folder` is given the flags need it: a trace that is not kept is none.
void add_trace_options(CLI::App& command, TraceFlags& flags, CLI::Option* folder = nullptr);

// Throws InputError(kUsage).
TraceOptions trace_options(const TraceFlags& flags);

}  // namespace tessera
