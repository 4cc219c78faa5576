// The words of the assembly: what each kind of thing is called.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "isa/program.h"

namespace tessera {

std::string_view word_for(Transfer::Kind kind);
std::string_view word_for(VectorOperation::Kind kind);
std::string_view word_for(Collective::Kind kind);
std::string_view word_for(Token::Kind kind);

// By the order of their enum.
std::span<const std::string_view> transfer_words();
std::span<const std::string_view> vector_words();
std::span<const std::string_view> collective_words();
std::span<const std::string_view> token_words();
std::span<const std::string_view> engine_words();
std::span<const std::string_view> role_words();

// A class of lane operations and where its count is kept.
struct WorkClass {
  std::string_view word;
  double VectorWork::*count;
};
std::span<const WorkClass> work_classes();

// Position of `word`, if it is one of them.
std::optional<int> position(std::span<const std::string_view> words, std::string_view word);

// "load, store or copy"
std::string alternatives(std::span<const std::string_view> words);

// A word that may stand where a name may stand too (vector work, data types, _): as a name it must
// be quoted.
bool is_keyword(std::string_view word);

}  // namespace tessera
