// One message of a text, read field by field: what is absent or out of range becomes a mistake at
// its place, and a legal value is returned so that reading goes on.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/text_input.h"

namespace tessera {

// What a number may be, and how to say it: "must be at least 1".
struct Range {
  double low;
  double high;
  const char* words;
  double stand_in;  // a legal value
};

// Beyond these, conversions to picoseconds, bytes and hertz would overflow or vanish.
inline constexpr double kSmallest = 1e-6;
inline constexpr double kLargest = 1e9;

inline constexpr Range kPositive{kSmallest, kLargest, "must be more than 0 (1e-6 to 1e9)", 1};
inline constexpr Range kNotNegative{0, kLargest, "must be at least 0 (and at most 1e9)", 0};
inline constexpr Range kShare{kSmallest, 1, "must be more than 0 and at most 1", 1};
inline constexpr Range kCount{1, kLargest, "must be at least 1 (and at most 1e9)", 1};

std::string in_words(double number);  // "0.95", "131072"

class TextBlock {
 public:
  // The whole message of `input`, which outlives the block.
  explicit TextBlock(TextInput& input) : TextBlock(input, input.message(), "") {}

  bool absent() const { return absent_; }  // asked for and not there: said already
  bool has(const std::string& field) const;
  std::string path(const std::string& field) const { return join_path(path_, field); }

  // Absent: a mistake that asks for it. Fields of an absent block are not asked for one by one.
  double number(const std::string& field, const Range& range) const;
  std::int64_t integer(const std::string& field, const Range& range) const;
  std::string text(const std::string& field) const;
  TextBlock block(const std::string& field) const;
  // The number of the value; 0 if absent or the value that means "not stated".
  int choice(const std::string& field) const;

  // Absent: the value given.
  double number_or(const std::string& field, const Range& range, double absent) const;
  std::int64_t integer_or(const std::string& field, const Range& range, std::int64_t absent) const;
  std::string text_or(const std::string& field, std::string absent) const;
  bool flag_or(const std::string& field, bool absent) const;
  std::optional<double> optional_number(const std::string& field, const Range& range) const;
  // A list of numbers; empty if absent.
  std::vector<std::int64_t> integers(const std::string& field, const Range& range) const;

  // The entries of a list; empty if absent.
  std::vector<std::string> texts(const std::string& field) const;
  std::vector<double> numbers(const std::string& field) const;
  int count(const std::string& field) const;

  // "bandwidth_scale": 1 unless a what-if question changes it.
  double scale(const std::string& field) const { return number_or(field, kPositive, 1.0); }

  // Absent: none, and nothing is said.
  std::optional<TextBlock> optional_block(const std::string& field) const;
  std::vector<TextBlock> entries(const std::string& field) const;

  // The member of a choice of kind that is set; empty with a mistake if none is.
  std::string kind(const std::string& choice) const;

  // "core.count is 0, must be at least 1", at the place of the field.
  void reject(const std::string& field, const std::string& found, const std::string& allowed) const;
  void add_mistake(const std::string& field, std::string message) const;

 private:
  TextBlock(TextInput& input, const google::protobuf::Message& message, std::string path)
      : input_(&input), message_(&message), path_(std::move(path)) {}

  const google::protobuf::FieldDescriptor& field_named(const std::string& field) const;
  double value(const std::string& field) const;
  void ask_for(const std::string& field) const;
  double checked(const std::string& field, const Range& range) const;

  TextInput* input_;
  const google::protobuf::Message* message_;
  std::string path_;
  bool absent_ = false;
};

}  // namespace tessera
