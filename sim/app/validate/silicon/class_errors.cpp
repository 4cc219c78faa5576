#include "sim/app/validate/silicon/class_errors.h"

#include <algorithm>
#include <map>

namespace tessera::validation {
namespace {

struct Group {
  std::vector<std::string> labels;
  std::vector<double> errors, spreads, rooflines, fits;
};

std::optional<double> mean(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::optional<double> median(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return statistics_of(values).median;
}

void add(Group& group, const Comparison& comparison) {
  group.errors.push_back(comparison.error());
  if (comparison.spread) group.spreads.push_back(*comparison.spread);
  if (comparison.roofline_error) group.rooflines.push_back(*comparison.roofline_error);
  if (comparison.fit_error) group.fits.push_back(*comparison.fit_error);
}

std::vector<std::size_t> places_of(const Validation& validation,
                                   const std::vector<std::string>& dimensions) {
  std::vector<std::size_t> places;
  for (const std::string& dimension : dimensions)
    places.push_back(static_cast<std::size_t>(
        std::find(validation.dimensions.begin(), validation.dimensions.end(), dimension) -
        validation.dimensions.begin()));
  return places;
}

}  // namespace

std::vector<ClassErrors> class_errors(const Validation& validation,
                                      const std::vector<Comparison>& comparisons,
                                      const std::vector<std::string>& dimensions) {
  const std::vector<std::size_t> places = places_of(validation, dimensions);
  std::map<std::string, std::vector<Group>> groups;  // by quantity
  for (const Comparison& comparison : comparisons) {
    std::vector<std::string> labels;
    for (const std::size_t place : places) labels.push_back(comparison.labels.at(place));
    std::vector<Group>& of_class = groups[comparison.quantity];
    auto group = std::find_if(of_class.begin(), of_class.end(),
                              [&](const Group& known) { return known.labels == labels; });
    if (group == of_class.end()) group = of_class.insert(group, Group{labels, {}, {}, {}, {}});
    add(*group, comparison);
  }
  std::vector<ClassErrors> result;
  for (const Quantity& quantity : validation.quantities)
    for (const Group& group : groups[quantity.name])
      result.push_back({quantity.name, group.labels, statistics_of(group.errors, validation.ratios),
                        median(group.spreads), mean(group.rooflines), mean(group.fits)});
  return result;
}

}  // namespace tessera::validation
