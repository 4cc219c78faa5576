// A Hugging Face config.json: its fields with the place each stands at.
#pragma once

#include <rapidjson/document.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {

// Reads the fields it is asked for and collects what is wrong with them. A section is an object
// inside the outermost one; it shares the mistakes.
class HuggingFaceConfig {
 public:
  // Throws InputError(kBadInput) with line and column where the text is no JSON
  // object. `Infinity` and `NaN`, which Python writes, are allowed.
  explicit HuggingFaceConfig(const std::filesystem::path& file);
  // The same of a text that stands for the file `name`.
  HuggingFaceConfig(const std::string& name, const std::string& content);

  bool has(const std::string& field) const;  // and is not null
  bool has_any(const std::vector<std::string>& fields) const;
  // A whole number of at least `least`, or a list of one for each layer that are all the same;
  // `least` and a mistake where there is none.
  std::int64_t count(const std::string& field, std::int64_t least = 1);
  // Of the first of these names that is there (families call the same thing differently); a
  // mistake names the first where none is.
  std::int64_t count_of(const std::vector<std::string>& names, std::int64_t least = 1);
  // 0 is allowed here: it means that there is none.
  std::int64_t count_or(const std::string& field, std::int64_t absent);
  // No mistake where it is no such number: -1 often stands for none.
  std::int64_t positive_or(const std::string& field, std::int64_t absent) const;
  bool flag(const std::string& field, bool absent);
  std::string text(const std::string& field);                  // "" where absent
  std::vector<std::string> texts(const std::string& field);    // of a list; empty where absent
  std::vector<std::int64_t> counts(const std::string& field);  // likewise
  // Empty optional where the field is absent or no object.
  std::optional<HuggingFaceConfig> section(const std::string& field) const;

  // As if the field were there with this value, where it is not.
  void default_to(const std::string& field, std::int64_t value);

  void mistake(const std::string& field, const std::string& message);
  const std::vector<Mistake>& mistakes() const { return whole_->mistakes; }
  SourceLocation place_of(const std::string& field) const;
  std::vector<std::string> fields() const;

 private:
  struct Whole {
    std::string file, text;
    rapidjson::Document document;
    std::map<std::string, std::size_t> offsets;  // by path: "text_config.hidden_size"
    std::vector<Mistake> mistakes;
  };
  const rapidjson::Value* find(const std::string& field) const;

  std::shared_ptr<Whole> whole_;
  rapidjson::Value* object_ = nullptr;
  std::string prefix_;  // of the paths of its fields: "text_config."
};

}  // namespace tessera
