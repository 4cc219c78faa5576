// The scheduler of a serving engine as a checked record, read from workloads/serving.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera {

enum class QueueOrder { kFirstCome, kPriority, kLongestPrefix };
enum class Preemption { kRecompute, kSwap, kNever };
enum class Router { kRoundRobin, kLeastRequests, kSameSession };

// Fields as workloads/serving/policy.proto says them.
struct ServingPolicy {
  std::string name;
  std::string framework;
  std::int64_t sequences = 256;
  std::int64_t step_tokens = 8192;
  bool chunked_prompts = true;
  std::int64_t prompt_piece = 0;
  bool mixed_steps = true;
  QueueOrder order = QueueOrder::kFirstCome;
  std::int64_t block_tokens = 16;
  double cache_share = 1;
  double watermark = 0;
  bool whole_prompt_fits = false;
  double reserved_output = 0;
  Preemption preemption = Preemption::kRecompute;
  double swap_gb_per_s = 0;
  bool prefix_caching = false;
  Router router = Router::kRoundRobin;
  bool operator==(const ServingPolicy&) const = default;
};

// `name_or_path`: a name in workloads/serving or a file; `changes` are "field=value". Throws
// InputError: kUsage where the library has no such text, kBadInput with every mistake at its line.
ServingPolicy read_serving_policy(const std::string& name_or_path,
                                  const std::vector<std::string>& changes = {});

std::vector<std::string> serving_policies();  // of the library, sorted

}  // namespace tessera
