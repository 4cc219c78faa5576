#include "workloads/serving/policy.h"

#include <fmt/format.h>

#include <fstream>

#include "isa/library.h"
#include "isa/read/check_provenance.h"
#include "sim/core/diagnostics.h"
#include "sim/core/text_block.h"
#include "sim/core/text_names.h"
#include "workloads/serving/policy.pb.h"

namespace tessera {
namespace {

constexpr const char* kFolder = "workloads/serving";
constexpr Range kBlock{1, 65536, "must be 1 to 65536", 16};
constexpr Range kPart{0, 1, "must be 0 to 1", 0};
constexpr Range kPieceTokens{0, kLargest, "must be at least 0 (0: no limit)", 0};

QueueOrder order_of(int value) {
  switch (value) {
    case proto::ServingPolicy::PRIORITY:
      return QueueOrder::kPriority;
    case proto::ServingPolicy::LONGEST_PREFIX:
      return QueueOrder::kLongestPrefix;
    default:
      return QueueOrder::kFirstCome;
  }
}

Preemption preemption_of(int value) {
  switch (value) {
    case proto::ServingPolicy::SWAP:
      return Preemption::kSwap;
    case proto::ServingPolicy::NEVER:
      return Preemption::kNever;
    default:
      return Preemption::kRecompute;
  }
}

Router router_of(int value) {
  switch (value) {
    case proto::ServingPolicy::LEAST_REQUESTS:
      return Router::kLeastRequests;
    case proto::ServingPolicy::SAME_SESSION:
      return Router::kSameSession;
    default:
      return Router::kRoundRobin;
  }
}

ServingPolicy read(const TextBlock& block) {
  ServingPolicy policy;
  policy.name = block.text("name");
  policy.framework = block.text("framework");
  policy.sequences = block.integer("sequences", kCount);
  policy.step_tokens = block.integer("step_tokens", kCount);
  policy.chunked_prompts = block.flag_or("chunked_prompts", true);
  policy.prompt_piece = block.integer_or("prompt_piece", kPieceTokens, 0);
  policy.mixed_steps = block.flag_or("mixed_steps", true);
  policy.order = order_of(block.choice("order"));
  policy.block_tokens = block.integer("block_tokens", kBlock);
  policy.cache_share = block.number_or("cache_share", kShare, 1);
  policy.watermark = block.number_or("watermark", kPart, 0);
  policy.whole_prompt_fits = block.flag_or("whole_prompt_fits", false);
  policy.reserved_output = block.number_or("reserved_output", kPart, 0);
  policy.preemption = preemption_of(block.choice("preemption"));
  policy.prefix_caching = block.flag_or("prefix_caching", false);
  policy.router = router_of(block.choice("router"));
  if (policy.preemption == Preemption::kSwap)
    policy.swap_gb_per_s = block.number("swap_gb_per_s", kPositive);
  if (policy.preemption == Preemption::kNever && policy.reserved_output < 1)
    block.reject("reserved_output", in_words(policy.reserved_output),
                 "must be 1 where preemption is NEVER");
  if (policy.preemption == Preemption::kNever) policy.whole_prompt_fits = true;
  return policy;
}

void read_into(const std::string& name_or_path, TextInput& input) {
  if (const auto known = library_name(kFolder, name_or_path)) {
    const std::string shown = library_text(kFolder, *known);
    input.read_file(library_path(shown).string(), shown);
    return;
  }
  if (std::ifstream(name_or_path).good() && name_or_path.find('.') != std::string::npos) {
    input.read_file(name_or_path);
    return;
  }
  throw InputError(ExitCode::kUsage,
                   fmt::format("--policy '{}' is neither a file nor in the library; there are {}",
                               name_or_path, nearest_first(name_or_path, serving_policies())));
}

}  // namespace

std::vector<std::string> serving_policies() { return library_names(kFolder); }

ServingPolicy read_serving_policy(const std::string& name_or_path,
                                  const std::vector<std::string>& changes) {
  proto::ServingPolicy text;
  TextInput input(text);
  read_into(name_or_path, input);
  for (const std::string& change : changes) input.set(change);
  if (input.broken()) input.throw_if_mistaken();
  check_provenance(input);
  ServingPolicy policy = read(TextBlock(input));
  input.throw_if_mistaken();
  return policy;
}

}  // namespace tessera
