#include "sim/app/validate/published/asked.h"

#include <fmt/format.h>

#include "sim/app/validate/network_names.h"
#include "sim/app/validate/published/words.h"
#include "workloads/model_reader.h"

namespace tessera::validation::published {
namespace {

bool is_training(const Row& row) {
  if (says(row.phase, "training")) return true;
  for (const char* word : {"training", "fine-tuning", "finetune", "pretrain"})
    if (says(row.workload, word)) return true;
  return false;
}

bool is_relative(const Row& row) {
  return says(row.metric, "speedup") || says(row.metric, "relative") || says(row.metric, "scaling");
}

bool is_speculative(const Row& row) {
  const std::string text = row.workload + "; " + row.conditions;
  if (says(text, "no speculative")) return false;
  return says(text, "MTP") || says(text, "EAGLE") || says(text, "speculative") ||
         says(text, "speculation");
}

bool has_arrivals(const Row& row) {
  return says(row.phase, "server") || says(row.phase, "interactive") ||
         says(row.metric, "at 99th percentile");
}

// A latency with others before it: how many is not stated.
bool is_queued(const Row& row) {
  return says(row.metric, "latency") && says(row.conditions, "threads in flight");
}

// Why no run of ours is what was measured; empty if one may be.
std::string outside(const Row& row) {
  if (is_training(row)) return "training, which is no inference";
  if (says(row.phase, "backward")) return "a backward pass, which is no inference";
  if (is_relative(row)) return "relative to another chip or to fewer chips";
  if (is_speculative(row))
    return "speculative decoding (multi-token prediction, EAGLE) whose draft and acceptance belong "
           "to the software";
  if (has_arrivals(row)) return "limited by a latency bound under arrivals that are not stated";
  if (is_queued(row)) return "a latency behind requests in flight whose number is not stated";
  if (says(row.workload, "pipeline") && says(row.workload, "cores"))
    return "a pipeline over the cores of chips";
  return {};
}

Kind kernel_kind(const Row& row) {
  if (says(row.phase, "launch")) return Kind::kLaunch;
  if (says(row.phase, "communication")) return Kind::kCollective;
  if (says(row.workload, "attention")) return Kind::kAttention;
  if (says(row.workload, "GEMM") || says(row.workload, "mm operator")) return Kind::kGemm;
  if (says(row.metric, "bandwidth")) return Kind::kMemory;
  return Kind::kNone;
}

bool is_kernel(const Row& row) {
  return says(row.phase, "kernel") || says(row.phase, "launch") ||
         says(row.phase, "communication") || row.phase == "forward";
}

bool is_language_model(const std::string& network) {
  return read_model(network).kind() == "language_model";
}

bool is_of_cycles(const Row& row) {
  return says(row.unit, "cycles") ||
         (says(row.metric, "compute") && says(row.conditions, "counters"));
}

Asked network_row(const Row& row) {
  Asked asked;
  const auto network = network_of(row.workload);
  if (!network) {
    asked.why_not = fmt::format("{}: {}", kNoNetwork, row.workload);
    return asked;
  }
  asked.network = *network;
  if (is_of_cycles(row))
    asked.kind = Kind::kCounters;
  else
    asked.kind = is_language_model(*network) ? Kind::kLanguage : Kind::kNetwork;
  return asked;
}

std::string language_group(const Row& row, bool is_gpu) {
  if (says(row.workload, "MLPerf")) return "mlperf-language";
  const bool first = says(row.metric, "first token") || says(row.phase, "prefill");
  if (!is_gpu) {
    if (first) return "other-prefill";
    return says(row.phase, "decode") ? "other-decode" : "other-end-to-end";
  }
  if (first) return "gpu-first-token";
  return says(row.phase, "max load") ? "gpu-maximum-load" : "gpu-fixed-batch";
}

}  // namespace

Asked asked_of(const Row& row) {
  Asked asked;
  asked.why_not = outside(row);
  if (!asked.why_not.empty()) return asked;
  if (!is_kernel(row)) return network_row(row);
  asked.kind = kernel_kind(row);
  if (asked.kind == Kind::kNone) asked.why_not = "no kernel of ours is called " + row.workload;
  return asked;
}

std::string group_of(const Row& row, const Asked& asked, bool is_gpu) {
  switch (asked.kind) {
    case Kind::kNone:
      return {};
    case Kind::kLanguage:
      return language_group(row, is_gpu);
    case Kind::kNetwork:
      return says(row.workload, "MLPerf") ? "mlperf-other"
                                          : fmt::format("{}-networks", is_gpu ? "gpu" : "other");
    case Kind::kCounters:
      return "systolic-counters";
    case Kind::kGemm:
      return "gemm-kernels";
    case Kind::kAttention:
      return "attention-kernels";
    case Kind::kMemory:
      return "memory-streams";
    case Kind::kLaunch:
      return "launches";
    case Kind::kCollective:
      return "collectives";
  }
  return {};
}

std::vector<std::string> group_names() {
  return {"gpu-fixed-batch", "gpu-maximum-load", "gpu-first-token", "gpu-networks",
          "other-decode",    "other-end-to-end", "other-prefill",   "other-networks",
          "mlperf-language", "mlperf-other",     "gemm-kernels",    "attention-kernels",
          "memory-streams",  "launches",         "collectives",     "systolic-counters"};
}

}  // namespace tessera::validation::published
