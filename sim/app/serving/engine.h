// One serving engine: which requests run in a step, what they hold of the cache, and when their
// tokens come out. Knows nothing of chips: how long a step takes is said from outside.
#pragma once

#include <array>
#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "sim/app/serving/kv_blocks.h"
#include "sim/app/serving/request.h"
#include "sim/app/serving/step_load.h"
#include "workloads/serving/policy.h"

namespace tessera::serving {

struct EngineSpec {
  ServingPolicy policy;
  std::int64_t blocks = 0;        // of the cache
  double kv_bytes_per_token = 0;  // that a swap moves
  // Each step checks so many drafted tokens of every sequence, each kept with that probability.
  std::int64_t drafted = 0;
  double acceptance = 0;
  std::uint64_t seed = 0;     // of what is kept
  bool prompts_only = false;  // others generate what follows the first token
};

// Blocks of what a memory holds of `tokens` in all.
inline std::int64_t blocks_for(const ServingPolicy& policy, std::int64_t tokens) {
  return static_cast<std::int64_t>(policy.cache_share * static_cast<double>(tokens)) /
         policy.block_tokens;
}

class Engine {
 public:
  // The vectors outlive the engine; an index counts in both.
  Engine(EngineSpec spec, const std::vector<Request>& requests, std::vector<Served>& served);

  // Of a request `generated` tokens may be out already; its cache has come along, or is computed
  // again.
  enum class Cache { kLost, kBrought };
  void add(std::size_t request, std::int64_t generated = 0, Cache cache = Cache::kLost);

  bool idle() const { return running_.empty() && waiting_.empty(); }
  std::int64_t under_way() const { return static_cast<std::int64_t>(running_.size()); }
  std::int64_t waiting() const { return static_cast<std::int64_t>(waiting_.size()); }
  const KvBlocks& blocks() const { return blocks_; }
  std::int64_t preemptions() const { return preemptions_; }

  // What the next step works on.
  const StepLoad& plan(Picoseconds now);
  // Ends the step that was planned, which took `interference` longer for its prompts: the requests
  // that ended with it.
  const std::vector<std::size_t>& finish(Picoseconds end, Picoseconds interference);

  // All that is under way or waits, in order; the chips that kept their caches are lost.
  struct Lost {
    std::size_t request;
    std::int64_t generated;
  };
  std::vector<Lost> lose();

 private:
  struct UnderWay {
    std::size_t index = 0;
    std::int64_t order = 0;      // of arrival at the engine
    std::int64_t computed = 0;   // tokens in the cache
    std::int64_t generated = 0;  // tokens that are out
    std::int64_t step = 0;       // tokens of it in the next step
    std::int64_t promised = 0;   // blocks that it was admitted with
    bool swapped = false;        // its cache waits in the host's memory
    HeldBlocks held;
    Picoseconds last_token, interference_before;
  };
  struct Keys {
    std::int64_t group, group_tokens, session;
  };
  using Place = std::pair<std::int64_t, std::int64_t>;  // urgency, then order of arrival
  using Queue = std::map<Place, UnderWay>;

  const Request& request(const UnderWay& one) const { return requests_[one.index]; }
  Place place_of(const UnderWay& one) const;
  Keys keys_of(std::size_t index) const;
  std::int64_t known(const UnderWay& one) const { return request(one).prompt + one.generated; }
  std::int64_t open(const UnderWay& one) const { return known(one) - one.computed; }
  std::int64_t left_of(const UnderWay& one) const { return request(one).tokens - one.generated; }
  bool decodes(const UnderWay& one) const { return one.computed > 0 && open(one) == 1; }

  enum class Part { kAll, kPrompts, kSequences };
  void plan_running(Part part);
  bool make_room(std::size_t& place, std::int64_t tokens);
  std::int64_t tokens_for(const UnderWay& one) const;
  std::size_t victim() const;
  void preempt(std::size_t place);
  void admit();
  Queue::iterator next_waiting();
  std::optional<Waits> refuses(const UnderWay& one, std::int64_t there) const;
  std::int64_t promised_to(const UnderWay& one) const;
  std::int64_t promised_beyond_held() const;
  void start(UnderWay one);
  void sum_up();
  void compute(UnderWay& one, Picoseconds end);
  void tokens_out(UnderWay& one, std::int64_t tokens, Picoseconds end);
  void end_of(UnderWay& one, Picoseconds end);
  std::int64_t kept(std::int64_t drafted);

  EngineSpec spec_;
  const std::vector<Request>& requests_;
  std::vector<Served>& served_;
  KvBlocks blocks_;
  std::vector<UnderWay> running_;  // in the order of admission
  Queue waiting_;
  StepLoad load_;
  std::vector<std::size_t> ended_;
  std::int64_t left_ = 0;  // tokens of the step
  std::int64_t arrivals_ = 0, preemptions_ = 0;
  std::int64_t swapped_tokens_ = 0;
  bool preempted_ = false;
  Picoseconds now_, interference_;
  boost::random::mt19937_64 random_;
  // Seconds that the first in the queue has waited since the start, by reason.
  std::array<double, kWaits> waited_{};
  std::optional<Waits> waits_for_;
};

}  // namespace tessera::serving
