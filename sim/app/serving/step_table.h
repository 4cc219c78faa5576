// The time of any step of a serving engine, between steps that were simulated.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "sim/app/serving/curve.h"
#include "sim/app/serving/step_load.h"
#include "sim/app/serving/step_model.h"

namespace tessera::serving {

// Simulated at few numbers of tokens, sequences and cached tokens, more where a line between two of
// them would be off; linear between:
//   products and vector work   in tokens of the step
//   attention of sequences     in their number, and in what is cached
//   attention of prompts       in their tokens, and in what is cached before them
//   head                       in sequences, a finished prompt counting as one
class StepTable {
 public:
  // Which steps are simulated. Coarse: at powers of two, for tables of many models.
  struct Grid {
    Curve::Rule tokens, sequences, cached;
    Stretch (*batches)(std::int64_t number);  // between curves of attention
    Stretch (*pieces)(std::int64_t number);
    int halvings;
  };
  static Grid fine();
  static Grid coarse();

  explicit StepTable(StepModel& model, const Grid& grid = fine());

  StepCost cost(const StepLoad& load);
  Picoseconds time(const StepLoad& load) { return cost(load).time; }

  // The largest distance of a checked point from its line, of the time of its step.
  double error() const;

 private:
  // Curves over cached tokens, by a number of sequences or of tokens of a prompt: at the ends of
  // stretches, and between them where a line would be off at a long cache.
  class Family {
   public:
    Family(StepModel& model, const Grid& grid, bool prompts)
        : model_(model), grid_(grid), prompts_(prompts) {}
    Amount at(std::int64_t number, double cached);
    double error() const;

   private:
    Curve& curve(std::int64_t number);
    Curve::Point simulated(std::int64_t number, std::int64_t cached) const;
    const std::vector<std::int64_t>& knots(const Stretch& stretch);
    void halve(std::int64_t low, std::int64_t high, int halvings, std::vector<std::int64_t>& knots);

    StepModel& model_;
    Grid grid_;
    bool prompts_;
    double error_ = 0;
    std::map<std::int64_t, std::vector<std::int64_t>> knots_;  // by the ends of stretches
    std::map<std::int64_t, std::unique_ptr<Curve>> curves_;
  };

  Curve work_, head_;
  Family sequences_, prompts_;
};

}  // namespace tessera::serving
