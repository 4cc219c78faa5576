#include "workloads/import/chakra/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "sim/core/diagnostics.h"
#include "workloads/import/chakra/collective.h"

namespace tessera {
namespace {

constexpr std::size_t kMostDevices = 1 << 20;

bool is_all(const std::string& group) { return group.empty() || group == "0"; }

// The text in quotes behind `key`, and the numbers in brackets behind it: JSON within a Python
// list, quoted in one way or another, so that it is searched and not parsed.
std::string quoted_behind(std::string_view text, std::size_t key) {
  std::size_t begin = text.find(':', key);
  if (begin == std::string_view::npos) return "";
  while (++begin < text.size() && !std::isalnum(static_cast<unsigned char>(text[begin])))
    if (text[begin] == ',') return "";
  std::size_t end = begin;
  while (end < text.size() && text[end] != '"' && text[end] != '\\' && text[end] != '\'') ++end;
  return std::string(text.substr(begin, end - begin));
}

std::set<std::size_t> numbers_behind(std::string_view text, std::size_t key) {
  std::set<std::size_t> numbers;
  const std::size_t begin = text.find('[', key), end = text.find(']', key);
  if (begin == std::string_view::npos || end == std::string_view::npos) return numbers;
  for (std::size_t at = begin; at < end; ++at) {
    std::size_t number = 0;
    const auto [rest, error] = std::from_chars(text.data() + at, text.data() + end, number);
    if (error != std::errc()) continue;
    if (number < kMostDevices) numbers.insert(number);
    at = static_cast<std::size_t>(rest - text.data());
  }
  return numbers;
}

void add_stated(std::string_view text, std::map<std::string, std::set<std::size_t>>& groups) {
  constexpr std::string_view kName = "pg_name", kRanks = "ranks";
  for (std::size_t at = text.find(kName); at != std::string_view::npos;) {
    const std::size_t next = text.find(kName, at + kName.size());
    const std::string_view one = text.substr(at, next == std::string_view::npos ? next : next - at);
    const std::size_t ranks = one.find(kRanks);
    const std::string name = quoted_behind(one, kName.size());
    if (ranks != std::string_view::npos && !name.empty())
      groups[name].merge(numbers_behind(one, ranks));
    at = next;
  }
}

std::string described(const std::string& group) {
  return is_all(group) ? "all devices" : "group '" + group + "'";
}

// Collectives of a group in an order that does not depend on when they run.
std::vector<const TraceNode*> of_group(const Trace& trace, const std::string& group) {
  std::vector<const TraceNode*> nodes;
  for (const TraceNode& node : trace.nodes)
    if (node.type == chakra::COMM_COLL_NODE &&
        (node.group == group || (is_all(group) && is_all(node.group))))
      nodes.push_back(&node);
  std::ranges::stable_sort(nodes, {}, [](const TraceNode* node) {
    const bool uneven = node->comm_type == chakra::ALL_TO_ALL;
    return std::pair(node->comm_type, uneven ? 0 : node->comm_bytes.value_or(0));
  });
  return nodes;
}

void compare(const Trace& first, const Trace& other, const std::string& group) {
  const std::vector<const TraceNode*> a = of_group(first, group), b = of_group(other, group);
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const bool uneven = a[i]->comm_type == chakra::ALL_TO_ALL;
    if (a[i]->comm_type == b[i]->comm_type && (uneven || a[i]->comm_bytes == b[i]->comm_bytes))
      continue;
    throw InputError(ExitCode::kBadInput,
                     fmt::format("{}is {}, where {} has {} (node {}): of {} both must take part",
                                 place_of(other, *b[i]), described(*b[i]), first.file.string(),
                                 described(*a[i]), a[i]->id, described(group)));
  }
  if (a.size() != b.size())
    throw InputError(
        ExitCode::kBadInput,
        fmt::format("{}: has {} collectives of {}, must be {} as in {}", other.file.string(),
                    b.size(), described(group), a.size(), first.file.string()));
}

}  // namespace

Groups::Groups(const std::vector<Trace>& traces) : traces_(traces) {
  for (std::size_t device = 0; device < traces.size(); ++device)
    for (const TraceNode& node : traces[device].nodes) {
      if (node.type == chakra::METADATA_NODE) add_stated(node.input_values, stated_);
      if (node.type == chakra::COMM_COLL_NODE) seen_[node.group].insert(device);
    }
}

std::set<std::size_t> Groups::members(const std::string& group) const {
  const auto stated = stated_.find(group);
  if (stated != stated_.end() && !stated->second.empty()) return stated->second;
  if (const auto seen = seen_.find(group); !is_all(group) && seen != seen_.end())
    return seen->second;
  std::set<std::size_t> all;
  for (std::size_t device = 0; device < traces_.size(); ++device) all.insert(device);
  return all;
}

std::int64_t Groups::size(const TraceNode& collective) const {
  return static_cast<std::int64_t>(members(collective.group).size());
}

void Groups::check_alike() const {
  for (const auto& [group, devices] : seen_) {
    const Trace* first = nullptr;
    for (const std::size_t device : members(group)) {
      if (device >= traces_.size()) continue;
      if (first != nullptr) compare(*first, traces_[device], group);
      if (first == nullptr) first = &traces_[device];
    }
  }
}

}  // namespace tessera
