#include "sim/app/sweep/space/read_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "isa/chip.pb.h"
#include "sim/app/simulate/request_text.h"
#include "sim/app/sweep/space/flag_value.h"
#include "sim/core/text_names.h"
#include "sim/core/text_setting.h"

namespace tessera::sweep {
namespace {

constexpr Range kEnd{-kLargest, kLargest, "must be -1e9 to 1e9", 1};
constexpr Range kValues{2, 1e6, "must be 2 to 1000000", 2};
constexpr Range kPower{1, 1LL << 40, "must be 1 to 2^40", 1};
constexpr std::size_t kMostValues = 1'000'000;

using Values = std::vector<std::string>;

// What is wrong with the name of a field; empty if nothing is.
std::string check_field(const std::string& field) {
  if (is_flag(field) || field.starts_with("dim.")) return {};
  const std::string wrong = check_path(*proto::Chip::descriptor(), field);
  if (wrong.empty()) return {};
  if (field.find('.') != std::string::npos) return wrong;
  return fmt::format("{} is no flag of tessera run and no field of a chip text; flags are {}",
                     field, nearest_first(field, flag_names()));
}

std::optional<Column> read_column(const TextBlock& block) {
  Column column;
  column.fields = block.texts("field");
  if (column.fields.empty()) {
    block.add_mistake("field", block.path("field") + " is missing: what the axis sets");
    return std::nullopt;
  }
  bool known = true;
  for (const std::string& field : column.fields)
    if (const std::string wrong = check_field(field); !wrong.empty()) {
      block.add_mistake("field", fmt::format("{}: {}", block.path("field"), wrong));
      known = false;
    }
  column.name = block.text_or("name", column.fields.front());
  if (!known) return std::nullopt;
  return column;
}

Axis with_values(Column column, const Values& values) {
  std::vector<Values> rows;
  for (const std::string& value : values) rows.push_back({value});
  return Axis({std::move(column)}, std::move(rows));
}

// Without what adding up leaves behind the digits that were typed.
std::string exact(double value, bool whole) {
  if (whole) return number_text(std::round(value));
  return number_text(std::strtod(fmt::format("{:.12g}", value).c_str(), nullptr));
}

Values stepped(const TextBlock& range, double from, double to, bool whole) {
  Values values;
  const double step = range.number("step", kPositive);
  const double steps = std::floor((to - from) / step * (1 + 1e-12));
  if (steps >= static_cast<double>(kMostValues)) {
    range.add_mistake("step",
                      fmt::format("{} gives more than {} values", range.path("step"), kMostValues));
    return values;
  }
  for (std::int64_t i = 0; i <= static_cast<std::int64_t>(steps); ++i)
    values.push_back(exact(from + static_cast<double>(i) * step, whole));
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

Values counted(const TextBlock& range, double from, double to, bool logarithmic, bool whole) {
  Values values;
  const std::int64_t count = range.integer("count", kValues);
  for (std::int64_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    double value = logarithmic ? from * std::pow(to / from, share) : from + share * (to - from);
    if (i == count - 1) value = to;
    if (whole) value = std::round(value);
    const bool given = i == 0 || i == count - 1;
    values.push_back(given ? number_text(value) : short_number_text(value));
  }
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::optional<Axis> read_range(const TextBlock& range, Column column) {
  const double from = range.number("from", kEnd);
  const double to = range.number("to", kEnd);
  const bool logarithmic = range.flag_or("logarithmic", false);
  const bool whole = range.flag_or("whole", false);
  if (to <= from) {
    range.reject("to", in_words(to), fmt::format("must be more than from ({})", from));
    return std::nullopt;
  }
  if (logarithmic && from <= 0) {
    range.reject("from", in_words(from), "must be more than 0 where the range is logarithmic");
    return std::nullopt;
  }
  if (range.has("step") && range.has("count")) {
    range.add_mistake("count", range.path("count") + ": a range has a step or a count, not both");
    return std::nullopt;
  }
  if (range.has("step") && logarithmic) {
    range.add_mistake("step", range.path("step") + ": a logarithmic range has a count, no step");
    return std::nullopt;
  }
  if (!range.has("step") && !range.has("count"))
    return Axis(std::move(column), Continuous{from, to, logarithmic, whole});
  const Values values = range.has("step") ? stepped(range, from, to, whole)
                                          : counted(range, from, to, logarithmic, whole);
  std::vector<Values> rows;
  for (const std::string& value : values) rows.push_back({value});
  return Axis({std::move(column)}, std::move(rows));
}

bool is_power_of_two(std::int64_t number) { return (number & (number - 1)) == 0; }

Values powers(const TextBlock& block) {
  const std::int64_t from = block.integer("from", kPower);
  const std::int64_t to = block.integer("to", kPower);
  if (!is_power_of_two(from)) block.reject("from", std::to_string(from), "must be a power of two");
  if (!is_power_of_two(to)) block.reject("to", std::to_string(to), "must be a power of two");
  if (to < from)
    block.reject("to", std::to_string(to), fmt::format("must be at least from ({})", from));
  Values values;
  if (!is_power_of_two(from)) return values;
  for (std::int64_t value = from; value <= to; value *= 2) values.push_back(std::to_string(value));
  return values;
}

// Which ways of giving values are used.
std::vector<std::string> ways(const TextBlock& block) {
  std::vector<std::string> used;
  for (const char* way : {"number", "text", "zip"})
    if (block.count(way) > 0) used.emplace_back(way);
  for (const char* way : {"range", "powers_of_two"})
    if (block.has(way)) used.emplace_back(way);
  return used;
}

std::optional<Axis> read_zip(const TextBlock& block) {
  std::vector<Column> columns;
  std::vector<Values> rows;
  for (const TextBlock& part : block.entries("zip")) {
    const std::optional<Axis> axis = read_axis(part);
    if (!axis) return std::nullopt;
    if (axis->continuous()) {
      part.add_mistake("range", part.path("range") + " needs a step or a count in a zip");
      return std::nullopt;
    }
    if (rows.empty()) rows.resize(axis->size());
    if (axis->size() != rows.size()) {
      part.add_mistake("field", fmt::format("{} has {} values, the first axis of the zip has {}",
                                            part.path("field"), axis->size(), rows.size()));
      return std::nullopt;
    }
    columns.insert(columns.end(), axis->columns().begin(), axis->columns().end());
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i].insert(rows[i].end(), axis->row(i).begin(), axis->row(i).end());
  }
  return Axis(std::move(columns), std::move(rows));
}

// What the chip text says of the field, tried on its first value.
void try_setting(const TextBlock& block, const Column& column, const std::string& value) {
  for (const std::string& field : column.fields) {
    if (is_flag(field) || field.starts_with("dim.") || field.find('[') != std::string::npos)
      continue;
    proto::Chip empty;
    const SettingResult tried = apply_setting(empty, field + "=" + value);
    if (!tried.mistake.empty())
      block.add_mistake("field", fmt::format("{}: {}", block.path("field"), tried.mistake));
  }
}

// Every value of a flag; a list of many numbers is wrong once.
void try_flags(const TextBlock& block, const Axis& axis) {
  for (const std::string& field : axis.columns().front().fields) {
    if (!is_flag(field)) continue;
    for (std::size_t i = 0; i < axis.size(); ++i) {
      const std::string wrong = wrong_flag_value(field, axis.row(i).front());
      if (wrong.empty()) continue;
      block.add_mistake("field", fmt::format("{}: {}", block.path("field"), wrong));
      if (!axis.columns().front().text) break;
    }
  }
}

std::optional<Axis> read_values(const TextBlock& block) {
  const std::vector<std::string> used = ways(block);
  if (used.size() != 1) {
    block.add_mistake(
        "field", fmt::format("{} has {}; it must have exactly one of number, text, range, "
                             "powers_of_two and zip",
                             block.path("number"), used.empty() ? "no values" : "values twice"));
    return std::nullopt;
  }
  if (used.front() == "zip") return read_zip(block);
  std::optional<Column> column = read_column(block);
  if (!column) return std::nullopt;
  if (used.front() == "range") return read_range(block.block("range"), std::move(*column));
  if (used.front() == "powers_of_two") {
    const Values values = powers(block.block("powers_of_two"));
    if (values.empty()) return std::nullopt;
    return with_values(std::move(*column), values);
  }
  if (used.front() == "text") {
    column->text = true;
    return with_values(std::move(*column), block.texts("text"));
  }
  Values values;
  for (const double number : block.numbers("number")) values.push_back(number_text(number));
  return with_values(std::move(*column), values);
}

}  // namespace

std::optional<Axis> read_axis(const TextBlock& block) {
  std::optional<Axis> axis = read_values(block);
  if (axis && axis->columns().size() == 1 && !axis->continuous()) {
    try_setting(block, axis->columns().front(), axis->row(0).front());
    try_flags(block, *axis);
  }
  return axis;
}

}  // namespace tessera::sweep
