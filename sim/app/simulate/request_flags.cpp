#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "sim/app/simulate/request_text.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

template <class Number>
Number number_in(const std::string& flag, const std::string& text, const char* kind) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw InputError(ExitCode::kUsage, fmt::format("{}: '{}' is not a {}", flag, text, kind));
  return value;
}

void read(const std::string& /*flag*/, const std::string& value, std::string& onto) {
  onto = value;
}

void read(const std::string& flag, const std::string& value, std::optional<std::int64_t>& onto) {
  onto = number_in<std::int64_t>(flag, value, "whole number");
}

void read(const std::string& flag, const std::string& value, std::optional<double>& onto) {
  onto = number_in<double>(flag, value, "number");
}

void read(const std::string& flag, const std::string& value, bool& onto) {
  if (value != "true" && value != "false")
    throw InputError(ExitCode::kUsage, fmt::format("{}: '{}' must be true or false", flag, value));
  onto = value == "true";
}

// Empty: not given.
std::string write(const std::string& value) { return value; }
std::string write(bool value) { return value ? "true" : ""; }
template <class Number>
std::string write(const std::optional<Number>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

struct Flag {
  std::string_view name;
  void (*take)(const std::string& flag, const std::string& value, RequestText& text);
  std::string (*given)(const RequestText& text);
};

template <auto Member>
constexpr Flag flag(std::string_view name) {
  return {name,
          [](const std::string& typed, const std::string& value, RequestText& text) {
            read(typed, value, text.*Member);
          },
          [](const RequestText& text) { return write(text.*Member); }};
}

using T = RequestText;
constexpr std::array kFlags = {
    flag<&T::acceptance>("acceptance"),
    flag<&T::batch>("batch"),
    flag<&T::chip>("chip"),
    flag<&T::chips>("chips"),
    flag<&T::chunk>("chunk"),
    flag<&T::detail>("detail"),
    flag<&T::draft>("draft"),
    flag<&T::draft_tokens>("draft_tokens"),
    flag<&T::dtype>("dtype"),
    flag<&T::expert_capacity>("expert_capacity"),
    flag<&T::kv>("kv"),
    flag<&T::kv_page>("kv_page"),
    flag<&T::library>("library"),
    flag<&T::microbatches>("microbatches"),
    flag<&T::model>("model"),
    flag<&T::no_elasticities>("no_elasticities"),
    flag<&T::overlap>("overlap"),
    flag<&T::parallel>("parallel"),
    flag<&T::phase>("phase"),
    flag<&T::prefill_chip>("prefill_chip"),
    flag<&T::prefill_parallel>("prefill_parallel"),
    flag<&T::routing>("routing"),
    flag<&T::seq>("seq"),
    flag<&T::strict>("strict"),
    flag<&T::tokens>("tokens"),
};

const Flag* flag_named(std::string_view name) {
  const auto* found = std::ranges::find(kFlags, name, &Flag::name);
  return found == kFlags.end() ? nullptr : found;
}

// As it is typed: "kv_page" is "--kv-page".
std::string dashed(std::string_view name) {
  std::string typed = "--" + std::string(name);
  std::ranges::replace(typed, '_', '-');
  return typed;
}

}  // namespace

std::vector<std::string> flag_names() {
  std::vector<std::string> names;
  for (const Flag& one : kFlags) names.emplace_back(one.name);
  return names;
}

bool is_flag(std::string_view name) { return flag_named(name) != nullptr; }

void set_flag(std::string_view name, const std::string& value, RequestText& text) {
  const Flag* found = flag_named(name);
  if (found == nullptr)
    throw InputError(ExitCode::kUsage, fmt::format("there is no flag {}", dashed(name)));
  found->take(dashed(name), value, text);
}

std::vector<std::pair<std::string, std::string>> given_flags(const RequestText& text) {
  std::vector<std::pair<std::string, std::string>> given;
  for (const Flag& one : kFlags)
    if (std::string value = one.given(text); !value.empty())
      given.emplace_back(one.name, std::move(value));
  return given;
}

}  // namespace tessera
