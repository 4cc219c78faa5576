// Tables of the functions that one kind of operator has; their rows have a `name`.
#pragma once

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/operators/operator_node.h"

namespace tessera {

template <class Table>
std::vector<std::string> names_in(const Table& table) {
  std::vector<std::string> names;
  for (const auto& function : table) names.emplace_back(function.name);
  return names;
}

// The row of that name; nullptr where there is none, with a mistake of the node that calls it
// `field` and lists the names.
template <class Table>
auto function_in(const Table& table, std::string_view name, std::string_view field,
                 OperatorNode& node) -> decltype(std::data(table)) {
  for (const auto& function : table)
    if (function.name == name) return &function;
  std::string allowed;
  for (const auto& function : table)
    allowed += (allowed.empty() ? "" : ", ") + std::string(function.name);
  node.mistake(std::string(field) + " is \"" + std::string(name) + "\", must be one of " + allowed);
  return nullptr;
}

}  // namespace tessera
