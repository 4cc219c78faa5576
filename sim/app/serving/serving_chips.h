// The chips that serve a language model: how long steps take there, and how many tokens they hold.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sim/app/serving/serve.h"
#include "sim/app/serving/step_table.h"
#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/request_text.h"
#include "workloads/serving/policy.h"
#include "workloads/serving_frameworks.h"

namespace tessera::serving {

class ServingChips {
 public:
  // `store`: a file of steps that were simulated before; empty: none.
  // Throws InputError: what chip, model, plan and policy are refused for; kUnsupported for a
  // network that generates no tokens, kDoesNotFit where the memory does not hold the weights.
  ServingChips(const RequestText& text, ServingPolicy policy, const std::filesystem::path& store);

  const Inputs& inputs() const { return inputs_; }
  const ParallelPlan& plan() const { return plan_; }
  const ServingFramework& framework() const { return framework_; }
  // Groups of chips with sequences of their own.
  std::int64_t engines() const { return plan_.data; }
  std::int64_t chips() const { return plan_.chips(); }
  // Of one of them.
  const EngineSpec& engine() const { return engine_; }
  std::int64_t cache_tokens() const { return cache_tokens_; }

  // Of the links of an engine's chips to others, all together; throws InputError(kUnsupported)
  // where the chip declares none.
  struct Passage {
    double bytes_per_s;
    Picoseconds latency;
  };
  Passage passage() const;
  double cache_bytes_per_token() const;  // of all chips of an engine

  StepCost cost(const StepLoad& load);
  StepModel& model() { return *model_; }
  StepTable& table() { return *table_; }

 private:
  Inputs inputs_;
  ParallelPlan plan_;
  ServingFramework framework_;
  EngineSpec engine_;
  std::int64_t cache_tokens_ = 0;
  double swap_bytes_per_s_ = 0;
  std::unique_ptr<StepStore> store_;
  std::unique_ptr<StepModel> model_;
  std::unique_ptr<StepTable> table_;
};

}  // namespace tessera::serving
