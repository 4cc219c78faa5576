#include "sim/app/network/named_topology.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <functional>
#include <numeric>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using Numbers = std::vector<int>;

struct Kind {
  const char* word;
  const char* numbers;  // as the help shows them
  std::size_t count;
  noc::Topology (*make)(const Numbers&);
};

constexpr std::array<Kind, 8> kKinds{{
    {"mesh", "RxC", 2, [](const Numbers& n) { return noc::mesh(n[0], n[1]); }},
    {"cmesh", "RxCxN", 3, [](const Numbers& n) { return noc::mesh(n[0], n[1], n[2]); }},
    {"torus", "RxC", 2, [](const Numbers& n) { return noc::torus(n[0], n[1]); }},
    {"ring", "N", 1, [](const Numbers& n) { return noc::ring(n[0]); }},
    {"oneway", "N", 1, [](const Numbers& n) { return noc::ring(n[0], 1, true); }},
    {"crossbar", "N", 1, [](const Numbers& n) { return noc::crossbar(n[0]); }},
    {"flatfly", "RxCxN", 3,
     [](const Numbers& n) { return noc::flattened_butterfly(n[0], n[1], n[2]); }},
    {"groups", "GxNxL", 3, [](const Numbers& n) { return noc::hierarchical(n[0], n[1], n[2], 0); }},
}};

const Kind* kind_named(const std::string& word) {
  for (const Kind& kind : kKinds)
    if (word == kind.word) return &kind;
  return nullptr;
}

// "8x8": {8, 8}; empty if that is not whole numbers of at least 1 with an x between them.
Numbers numbers_in(std::string_view text) {
  Numbers numbers;
  while (true) {
    int number = 0;
    const auto [end, mistake] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (mistake != std::errc() || number < 1) return {};
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return numbers;
    if (text.front() != 'x') return {};
    text.remove_prefix(1);
  }
}

bool too_many(const Numbers& numbers) {
  std::int64_t nodes = 1;
  for (const int number : numbers) {
    nodes *= number;
    if (nodes > kMostNodes) return true;
  }
  return false;
}

}  // namespace

bool is_written_out(const std::string& name) {
  return name.find(':') != std::string::npos && name.find('/') == std::string::npos;
}

std::string written_out_kinds() {
  std::string kinds;
  for (const Kind& kind : kKinds)
    kinds += fmt::format("{}{}:{}", kinds.empty() ? "" : ", ", kind.word, kind.numbers);
  return kinds;
}

noc::Topology written_out(const std::string& name) {
  const std::size_t colon = name.find(':');
  const Kind* kind = kind_named(name.substr(0, colon));
  if (kind == nullptr)
    throw InputError(ExitCode::kUsage, fmt::format("{} is not a kind of network; allowed: {}",
                                                   name.substr(0, colon), written_out_kinds()));
  const Numbers numbers = numbers_in(std::string_view(name).substr(colon + 1));
  if (numbers.size() != kind->count)
    throw InputError(ExitCode::kUsage, fmt::format("{}: must be {}:{}, whole numbers of at least 1",
                                                   name, kind->word, kind->numbers));
  const bool lanes = std::string_view(kind->word) == "groups";
  if (too_many(lanes ? Numbers(numbers.begin(), numbers.end() - 1) : numbers) ||
      (lanes && numbers[2] > numbers[1]))
    throw InputError(ExitCode::kUsage,
                     lanes
                         ? fmt::format("{}: must have at most {} nodes, and at most as many links "
                                       "L between groups as nodes N in one",
                                       name, kMostNodes)
                         : fmt::format("{}: must have at most {} nodes", name, kMostNodes));
  return kind->make(numbers);
}

}  // namespace tessera
