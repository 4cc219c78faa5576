#include "sim/app/sweep/space/constraints.h"

#include <algorithm>
#include <cstdlib>

namespace tessera::sweep {

std::vector<Name> names_of(const Spec& spec) {
  std::vector<Name> names;
  for (const Column& column : spec.columns()) names.push_back({column.name, column.text});
  for (const NamedFigure& metric : sweep_metrics()) names.push_back({std::string(metric.name)});
  return names;
}

Constraints::Constraints(const Spec& spec) {
  const std::vector<Name> names = names_of(spec);
  for (const Column& column : spec.columns()) text_.push_back(column.text);
  std::vector<Mistake> mistakes;
  for (const Constraint& constraint : spec.constraints) {
    try {
      Expression expression(constraint.text, names, constraint.where);
      const std::vector<std::size_t>& uses = expression.uses();
      const auto last = uses.empty() ? 0 : *std::ranges::max_element(uses);
      std::vector<Expression>& stage = last < text_.size()                         ? of_values_
                                       : last < text_.size() + chip_metric_count() ? of_chip_
                                                                                   : of_run_;
      stage.push_back(std::move(expression));
    } catch (const InputError& error) {
      mistakes.insert(mistakes.end(), error.mistakes().begin(), error.mistakes().end());
    }
  }
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, std::move(mistakes));
}

bool Constraints::met(std::vector<Expression>& constraints, const Values& values,
                      const Figures* figures) {
  const auto bind = [&](std::size_t place, Statement& statement, int parameter) {
    if (place >= text_.size())
      statement.bind(parameter, (*figures)[place - text_.size()]);
    else if (text_[place])
      statement.bind(parameter, std::string_view(values[place]));
    else
      statement.bind(parameter, std::strtod(values[place].c_str(), nullptr));
  };
  return std::ranges::all_of(constraints, [&](Expression& constraint) {
    return constraint.evaluate(bind).value_or(0) != 0;
  });
}

bool Constraints::met_by_values(const Values& values) { return met(of_values_, values, nullptr); }

bool Constraints::met_by_chip(const Values& values, const Figures& figures) {
  return met(of_chip_, values, &figures);
}

bool Constraints::met_by_run(const Values& values, const Figures& figures) {
  return met(of_run_, values, &figures);
}

}  // namespace tessera::sweep
