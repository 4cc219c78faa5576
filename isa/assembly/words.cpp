#include "isa/assembly/words.h"

#include <algorithm>
#include <array>

#include "isa/data_type.h"

namespace tessera {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 4> kTransfers = {"load", "store", "copy", "multicast"};
constexpr std::array<std::string_view, 2> kVectors = {"vector", "reduce"};
constexpr std::array<std::string_view, 6> kCollectives = {
    "send", "all_gather", "reduce_scatter", "all_reduce", "all_to_all", "broadcast"};
constexpr std::array<std::string_view, 2> kTokens = {"data", "space"};
constexpr std::array<std::string_view, 5> kEngineWords = {"load", "matrix", "vector", "store",
                                                          "link"};
constexpr std::array<std::string_view, 4> kRoles = {"weight", "activation", "kv_cache", "state"};
constexpr std::array<WorkClass, 4> kWork = {{{"add_mul", &VectorWork::add_mul},
                                             {"special", &VectorWork::special},
                                             {"convert", &VectorWork::convert},
                                             {"reduce", &VectorWork::reduce}}};
template <class Kind>
std::string_view word_at(Words words, Kind kind) {
  return words[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string_view word_for(Transfer::Kind kind) { return word_at(kTransfers, kind); }
std::string_view word_for(VectorOperation::Kind kind) { return word_at(kVectors, kind); }
std::string_view word_for(Collective::Kind kind) { return word_at(kCollectives, kind); }
std::string_view word_for(Token::Kind kind) { return word_at(kTokens, kind); }

Words transfer_words() { return kTransfers; }
Words vector_words() { return kVectors; }
Words collective_words() { return kCollectives; }
Words token_words() { return kTokens; }
Words engine_words() { return kEngineWords; }
Words role_words() { return kRoles; }
std::span<const WorkClass> work_classes() { return kWork; }

std::optional<int> position(Words words, std::string_view word) {
  const auto found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<int>(found - words.begin());
}

std::string alternatives(Words words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

bool is_keyword(std::string_view word) {
  const bool is_work =
      std::ranges::any_of(kWork, [&](const WorkClass& work) { return work.word == word; });
  return is_work || word == "_" || data_type_named(word).has_value();
}

}  // namespace tessera
