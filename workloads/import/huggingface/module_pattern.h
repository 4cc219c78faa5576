// A name of modules in quantization_config: of one, of all below it, or of all that a pattern
// names.
#pragma once

#include <cstdint>
#include <memory>
#include <regex>
#include <string>
#include <vector>

namespace tessera {

// "lm_head" and "self_attn": such a part of the dotted name. "model.layers.*.self_attn": `*` is any
// text. "re:.*mlp.gate$": a regular expression from the name's begin. "Linear": every module.
class ModulePattern {
 public:
  // Throws std::regex_error where the text behind "re:" is none, or is longer than 1000 characters.
  explicit ModulePattern(const std::string& text);

  // `name`: "model.layers.7.self_attn.q_proj".
  bool matches(const std::string& name) const;
  bool is_all() const { return kind_ == Kind::kAll; }
  // It names a layer, and not this one: no name in this one can match.
  bool names_another_layer(std::int64_t layer) const { return layer_ >= 0 && layer_ != layer; }

 private:
  enum class Kind { kAll, kPart, kWildcard, kExpression };
  Kind kind_ = Kind::kPart;
  std::string text_;
  std::shared_ptr<const std::regex> expression_;
  std::int64_t layer_ = -1;
};

}  // namespace tessera
