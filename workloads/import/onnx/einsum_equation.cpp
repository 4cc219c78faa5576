#include "workloads/import/onnx/einsum_equation.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace tessera {
namespace {

constexpr std::size_t kMostDots = 9;  // dimensions of "...", which are written as digits

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// With `dots` dimensions in place of "...".
std::optional<Labels> labels_of(std::string term, std::size_t dots) {
  const std::size_t at = term.find("...");
  if (at != std::string::npos) term.erase(at, 3);
  const bool letters =
      std::all_of(term.begin(), term.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  if (!letters || dots > kMostDots) return std::nullopt;
  if (at == std::string::npos) return term;
  Labels more;
  for (std::size_t i = dots; i > 0; --i) more += static_cast<char>('0' + i);
  return term.insert(at, more);
}

std::optional<Labels> labels_of_operand(const std::string& term, std::size_t rank) {
  const std::size_t dots = term.find("...") == std::string::npos ? 0 : 3;
  const std::size_t letters = term.size() - dots;
  if (letters > rank || (dots == 0 && letters != rank)) return std::nullopt;
  return labels_of(term, rank - letters);
}

// Without an arrow: "..." first, then the letters that are there once, in order.
Labels implicit_result(const std::vector<Labels>& operands) {
  std::map<char, int> counts;
  for (const Labels& labels : operands)
    for (const char label : labels) ++counts[label];
  Labels dots, letters;
  for (const auto& [label, count] : counts) {
    if (is_digit(label))
      dots.insert(dots.begin(), label);
    else if (count == 1)
      letters += label;
  }
  return dots + letters;
}

std::vector<std::string> terms_of(const std::string& text) {
  std::vector<std::string> terms = {""};
  for (const char c : text) {
    if (c == ',')
      terms.emplace_back();
    else if (c != ' ')
      terms.back() += c;
  }
  return terms;
}

}  // namespace

std::optional<EinsumEquation> read_einsum(const std::string& text,
                                          const std::vector<std::size_t>& ranks) {
  const std::size_t arrow = text.find("->");
  const std::vector<std::string> terms = terms_of(text.substr(0, arrow));
  if (terms.size() != ranks.size()) return std::nullopt;
  EinsumEquation equation;
  Labels all;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::optional<Labels> labels = labels_of_operand(terms[i], ranks[i]);
    if (!labels) return std::nullopt;
    equation.operands.push_back(*labels);
    all += *labels;
  }
  std::size_t dots = 0;
  for (const char label : all)
    if (is_digit(label)) dots = std::max(dots, static_cast<std::size_t>(label - '0'));
  const std::optional<Labels> result = arrow == std::string::npos
                                           ? implicit_result(equation.operands)
                                           : labels_of(terms_of(text.substr(arrow + 2))[0], dots);
  if (!result || result->find_first_not_of(all) != Labels::npos) return std::nullopt;
  equation.result = *result;
  return equation;
}

}  // namespace tessera
