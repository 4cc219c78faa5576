// Protobuf text to a message, with the place of every field kept: texts and fragments merged in
// order, single fields set on top, and all mistakes collected. Knows no message type in particular.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {

// Merging: a singular field of a later text replaces the earlier value, a message is merged field
// by field, a list of scalars replaces the earlier list. An entry of a repeated message is merged
// into the earlier entry whose first field has the same value (a rate of the same dtype, a tensor
// of the same name) and appended otherwise; where the first field is a list, always appended.
class TextInput {
 public:
  // `message` outlives this object and receives what is read.
  explicit TextInput(google::protobuf::Message& message) : message_(message) {}

  // Goes on from all that `other` has read, into a message of the same type.
  void copy_from(const TextInput& other);

  // Merges a file; mistakes name it `shown` (the path itself if empty).
  void read_file(const std::string& path, const std::string& shown = {});
  void read_text(std::string_view text, const std::string& shown);

  // "core.count=4": one field by its dotted path, messages made on the way. An entry of a repeated
  // message is named by its first field or its place: "core.matrix_unit.rate[fp8].efficiency=0.8".
  void set(const std::string& setting);

  // Copies what `defaults` says and the message at `path` does not: scalar fields of the same name
  // and type, and entries of lists of messages whose first field has a new value. Returns the names
  // of the fields that were filled. Does nothing if there is no message at `path`.
  std::vector<std::string> fill_absent(const std::string& path, const TextInput& defaults);

  // Where the field was last set, or, if it is absent, the nearest enclosing message that is there.
  SourceLocation where(std::string_view path) const;

  void add_mistake(std::string_view path, std::string message);
  void add_mistake(Mistake mistake) { mistakes_.push_back(std::move(mistake)); }
  const std::vector<Mistake>& mistakes() const { return mistakes_; }
  // Some text set a field of this name to what could not be read; the mistake is there already.
  bool unread(const std::string& field) const { return unread_.contains(field); }
  bool broken() const { return broken_; }  // some text could not be read to its end
  void throw_if_mistaken() const;          // InputError(kBadInput), in the order of the text

  google::protobuf::Message& message() { return message_; }
  google::protobuf::Message* message_at(const std::string& path);  // null if absent
  const google::protobuf::Message& message() const { return message_; }

 private:
  google::protobuf::Message& message_;
  SourceLocation whole_;  // the first text
  std::map<std::string, SourceLocation, std::less<>> places_;
  std::vector<Mistake> mistakes_;
  std::set<std::string> unread_;
  bool broken_ = false;
};

// "core.count"; just the name at the top.
std::string join_path(std::string_view message, std::string_view field);

}  // namespace tessera
