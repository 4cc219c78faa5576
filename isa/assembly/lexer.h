// Assembly text to words, numbers and signs, each at its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {

struct Lexeme {
  enum class Kind {
    kWord,    // load, tile_a, layers.0.q; also "anything" in quotes
    kNumber,  // 12, -3, 0.25, 1e9
    kSign,    // { } , * @ -> ..
    kLineEnd,
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::string text;     // of a quoted word: what is between the quotes
  bool quoted = false;  // a quoted word is always a name
  int line = 1;
  int column = 1;
};

// Ends with kLineEnd and kEnd. Characters that begin nothing are mistakes and left out.
std::vector<Lexeme> lex(std::string_view text, const std::string& file,
                        std::vector<Mistake>& mistakes);

// As the lexer reads it back: plain where it can be one word, in quotes otherwise.
std::string quoted_name(std::string_view name);
// The same where a word with a meaning of its own may stand.
std::string quoted_word(std::string_view word);

}  // namespace tessera
