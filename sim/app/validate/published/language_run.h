// A language model on the chips that a published row names: prompts, steps, and steps that do both.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "sim/app/serving/step_model.h"
#include "sim/app/serving/step_table.h"
#include "sim/app/validate/published/types.h"
#include "sim/app/validate/silicon/chips.h"
#include "sim/app/validate/silicon/prediction.h"
#include "workloads/parallel/plan.h"
#include "workloads/serving_frameworks.h"

namespace tessera::validation::published {

struct LanguageModel {
  std::string network;
  ParallelPlan plan;
  PublishedTypes types;
  ServingFramework framework;   // nothing of it: a run without one
  bool older_software = false;  // the library before the chip's own
};

// Of `data` groups of chips each has its share of the sequences; times are of one of them.
class LanguageRun {
 public:
  LanguageRun(const DeviceChip& device, LanguageModel model, OperatorDetail detail);

  // Seconds. All prompts at once; then a step of one token each.
  double prompts(std::int64_t batch, std::int64_t seq);
  double step(std::int64_t batch, std::int64_t kv);
  // All steps of a generation, over caches that grow.
  double steps(std::int64_t batch, std::int64_t input, std::int64_t output);

  // As many sequences as all groups hold of so many tokens each.
  std::int64_t most_sequences(double input, double output) const;
  // A step under steady load: each of `batch` sequences gets a token, and as often as one of them
  // ends a prompt takes its place.
  double loaded_step(double batch, double input, double output);
  // The mean first token where `under_way` requests are kept under way until `requests` are served.
  double first_token(std::int64_t under_way, std::int64_t requests, std::int64_t input,
                     std::int64_t output);

  const LanguageModel& model() const { return model_; }

 private:
  std::int64_t of_group(std::int64_t batch) const;
  Picoseconds host(std::int64_t sequences) const;

  LanguageModel model_;
  serving::StepModel steps_;
  serving::StepTable table_;
  std::int64_t most_tokens_ = 0;
};

// Of the memory of a chip, what the weights of its part leave.
double free_share(const DeviceChip& device, const LanguageModel& model);

// Each is made once, whatever rows ask for it.
class LanguageRuns {
 public:
  explicit LanguageRuns(OperatorDetail detail) : detail_(detail) {}
  // Throws NotPredicted where the memory of the chips does not hold the network.
  LanguageRun& of(const DeviceChip& device, const LanguageModel& model);

 private:
  OperatorDetail detail_;
  std::map<std::string, std::unique_ptr<LanguageRun>> known_;
};

}  // namespace tessera::validation::published
