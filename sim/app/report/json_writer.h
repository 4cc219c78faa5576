// RapidJSON's writer with one call per key, two spaces of indentation and no numbers that JSON
// lacks.
#pragma once

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <cmath>
#include <concepts>
#include <string>
#include <string_view>

namespace tessera {

class JsonWriter {
 public:
  JsonWriter() : writer_(buffer_) { writer_.SetIndent(' ', 2); }

  void begin_object(std::string_view key = {}) {
    name(key);
    writer_.StartObject();
  }
  void end_object() { writer_.EndObject(); }
  void begin_array(std::string_view key = {}) {
    name(key);
    writer_.StartArray();
  }
  void end_array() { writer_.EndArray(); }

  void add(std::string_view key, std::string_view value) {
    name(key);
    text(value);
  }
  void add(std::string_view key, const char* value) { add(key, std::string_view(value)); }
  void add(std::string_view key, bool value) {
    name(key);
    writer_.Bool(value);
  }
  void add(std::string_view key, std::integral auto value) {
    name(key);
    writer_.Int64(value);
  }
  void add(std::string_view key, double value) {
    name(key);
    number(value);
  }
  void element(std::string_view value) { text(value); }
  void element(std::int64_t value) { writer_.Int64(value); }
  void element(double value) { number(value); }

  // JSON that was written elsewhere.
  void raw_element(std::string_view json) {
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }

  // The document, with a line end.
  std::string take() { return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n"; }

 private:
  void name(std::string_view key) {
    if (!key.empty()) writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
  }
  // Counts stay whole numbers; what is no number is null.
  void number(double value) {
    if (!std::isfinite(value))
      writer_.Null();
    else if (value == std::floor(value) && std::abs(value) < 9e15)
      writer_.Int64(static_cast<std::int64_t>(value));
    else
      writer_.Double(value);
  }
  void text(std::string_view value) {
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_;
};

}  // namespace tessera
