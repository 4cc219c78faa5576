// A Hugging Face config.json: its fields with the place each stands at.
#pragma once

#include <rapidjson/document.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {

// Reads the fields it is asked for and collects what is wrong with them.
class HuggingFaceConfig {
 public:
  // Throws InputError(kBadInput) with line and column where the text is no JSON
  // object. `Infinity` and `NaN`, which Python writes, are allowed.
  explicit HuggingFaceConfig(const std::filesystem::path& file);

  bool has(const std::string& field) const;  // and is not null
  // A whole number of at least 1; 1 and a mistake where there is none.
  std::int64_t count(const std::string& field);
  bool flag(const std::string& field, bool absent);
  std::string text(const std::string& field);  // "" where absent

  void mistake(const std::string& field, const std::string& message);
  const std::vector<Mistake>& mistakes() const { return mistakes_; }
  SourceLocation place_of(const std::string& field) const;

 private:
  std::string file_;
  std::string text_;
  rapidjson::Document document_;
  std::map<std::string, std::size_t> offsets_;  // of the fields of the outermost object
  std::vector<Mistake> mistakes_;
};

}  // namespace tessera
