#include "sim/app/explore/asked_run.h"

#include <fmt/format.h>
#include <rapidjson/error/en.h>

#include <algorithm>
#include <cctype>

#include "sim/app/sweep/space/axis.h"
#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

using rapidjson::Value;

constexpr std::size_t kMostText = 300;

InputError usage(const std::string& message) { return InputError(ExitCode::kUsage, message); }

// Collects what each part has to say.
class Mistakes {
 public:
  template <class Call>
  void in(const Call& call) {
    try {
      call();
    } catch (const InputError& error) {
      text_ += (text_.empty() ? "" : "\n") + std::string(error.what());
    }
  }
  void throw_if_any() const {
    if (!text_.empty()) throw usage(text_);
  }

 private:
  std::string text_;
};

std::string name_of(const Value& key) { return {key.GetString(), key.GetStringLength()}; }

void require_object(const std::string& key, const Value& value) {
  if (!value.IsObject()) throw usage(fmt::format("{} must be an object of names and values", key));
}

bool flag_of(const std::string& key, const Value& value) {
  if (!value.IsBool()) throw usage(fmt::format("{} must be true or false", key));
  return value.GetBool();
}

void add_changes(const Value& changes, Mistakes& mistakes, AskedRun& run) {
  require_object("set", changes);
  for (const auto& [key, value] : changes.GetObject())
    mistakes.in([&] {
      const std::string field = name_of(key);
      if (!is_field_path(field))
        throw usage(fmt::format("set: '{}' is not the path of a field", field));
      const std::string text = value_text(field, value);
      if (text.find('/') != std::string::npos)
        throw usage(fmt::format("set: {} takes no path here", field));
      run.text.set.push_back(field + "=" + text);
    });
}

void add_dimensions(const Value& dimensions, Mistakes& mistakes, AskedRun& run) {
  require_object("dim", dimensions);
  for (const auto& [key, value] : dimensions.GetObject())
    mistakes.in([&] {
      if (!is_field_path(name_of(key)))
        throw usage(fmt::format("dim: '{}' is not the name of a symbol", name_of(key)));
      run.text.dim.push_back(name_of(key) + "=" + value_text(name_of(key), value));
    });
}

void add_member(const std::string& key, const Value& value, const Names& names, Mistakes& mistakes,
                AskedRun& run) {
  if (key == "set") return add_changes(value, mistakes, run);
  if (key == "dim") return add_dimensions(value, mistakes, run);
  if (key == "trace") {
    run.trace = flag_of(key, value);
    return;
  }
  if (key == "elasticities") {
    run.text.no_elasticities = !flag_of(key, value);
    return;
  }
  if (!is_flag(key)) throw usage(fmt::format("there is no flag {}", key.substr(0, 60)));
  const std::string text = value_text(key, value);
  if (key == "chip") run.chip = text;
  if (key == "model") run.model = text;
  set_flag(key, checked_flag(key, text, names), run.text);
}

}  // namespace

rapidjson::Document read_json(const std::string& body) {
  rapidjson::Document document;
  // Iterative: a body of nothing but brackets must not use up the stack.
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
      body.data(), body.size());
  if (document.HasParseError())
    throw usage(fmt::format("the body is not JSON: {} at byte {}",
                            rapidjson::GetParseError_En(document.GetParseError()),
                            document.GetErrorOffset()));
  if (!document.IsObject()) throw usage("the body must be a JSON object");
  return document;
}

std::string value_text(const std::string& key, const Value& value) {
  if (value.IsBool()) return value.GetBool() ? "true" : "false";
  if (value.IsInt64()) return std::to_string(value.GetInt64());
  if (value.IsNumber()) return sweep::number_text(value.GetDouble());
  if (!value.IsString()) throw usage(fmt::format("{} must be a text or a number", key));
  std::string text(value.GetString(), value.GetStringLength());
  if (text.size() > kMostText)
    throw usage(fmt::format("{} is longer than {} bytes", key, kMostText));
  if (std::ranges::any_of(text, [](unsigned char c) { return std::iscntrl(c) != 0; }))
    throw usage(fmt::format("{} has a control character", key));
  return text;
}

std::string checked_flag(const std::string& name, const std::string& value, const Names& names) {
  if (name == "chip" || name == "prefill_chip") return value.empty() ? "" : names.chip(value);
  if (name == "model") return names.model(value);
  if (name == "draft" && !value.empty() && value != "mtp" && value != "ngram")
    return names.model(value);
  require_no_path(name, value);
  return value;
}

AskedRun read_run(const Value& object, const Names& names) {
  if (!object.IsObject()) throw usage("a run must be a JSON object");
  AskedRun run;
  run.text.no_elasticities = true;  // unless they are asked for
  Mistakes mistakes;
  for (const auto& [key, value] : object.GetObject()) {
    const std::string name = name_of(key);
    mistakes.in([&] { add_member(name, value, names, mistakes, run); });
  }
  mistakes.in([&] {
    if (!object.HasMember("chip")) throw usage("chip is missing");
  });
  mistakes.in([&] {
    if (!object.HasMember("model")) throw usage("model is missing");
  });
  mistakes.throw_if_any();
  return run;
}

}  // namespace tessera::explore
