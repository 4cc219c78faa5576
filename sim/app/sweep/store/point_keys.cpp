#include "sim/app/sweep/store/point_keys.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <filesystem>
#include <vector>

#include "sim/app/run_directory/file.h"
#include "sim/app/simulate/inputs.h"
#include "sim/app/sweep/store/model_version.h"
#include "sim/core/data_directory.h"

namespace tessera::sweep {
namespace {

namespace fs = std::filesystem;

// Texts of the library that a chip or a network names.
constexpr std::array kTables = {"models/memories", "models/energy", "models/area", "models/cost",
                                "workloads/libraries"};

Key digest(const std::string& bytes) {
  return boost::uuids::name_generator_sha1(boost::uuids::ns::oid())(bytes);
}

std::string digest_text(const std::string& bytes) { return text_of(digest(bytes)); }

std::string texts_in(const fs::path& folder) {
  std::error_code none;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder, none))
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  std::ranges::sort(files);
  std::string text;
  for (const fs::path& file : files)
    text += file.filename().string() + "\n" + read_file(file) + "\n";
  return text;
}

// Maps in one order.
std::string bytes_of(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// As the reader of libraries tells them from names.
bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".textproto");
}

bool is_routing_file(const std::string& routing) {
  std::error_code none;
  return routing != "balanced" && routing != "random" && !routing.starts_with("zipf=") &&
         fs::is_regular_file(routing, none);
}

std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// "core" of "core.count=4": settings of different blocks commute.
std::string block_of(const std::string& change) {
  return change.substr(0, change.find_first_of(".="));
}

}  // namespace

std::string text_of(const Key& key) {
  std::string text;
  for (const std::uint8_t byte : key) text += fmt::format("{:02x}", byte);
  return text;
}

Key key_of_text(const std::string& text) { return boost::uuids::string_generator()(text); }

PointKeys::PointKeys(RememberedInputs& remembered) : remembered_(remembered) {
  std::string texts;
  for (const char* table : kTables) texts += texts_in(data_directory() / table);
  surroundings_ = std::string(model_version()) + " " + digest_text(texts);
}

const std::string& PointKeys::digest_of_chip(const std::string& name,
                                             const std::vector<std::string>& with) {
  std::string inputs = "chip\n" + name;
  for (const std::string& fragment : with) inputs += "\n" + fragment;
  std::string& known = digests_[inputs];
  if (known.empty()) {
    const ChipReader::Unset chip = remembered_.chips().before_settings({name, with, {}});
    known = digest_text(bytes_of(chip.text) + chip.mistakes);
  }
  return known;
}

// Of the flag, else of the last setting, else of the chip's text. Those that come with the program
// are among the tables.
std::string PointKeys::digest_of_library(const RequestText& point) {
  constexpr std::string_view kSetting = "library=";
  std::string name =
      remembered_.chips().before_settings({point.chip, point.with, {}}).text.library();
  for (const std::string& setting : point.set)
    if (setting.starts_with(kSetting)) name = unquoted(setting.substr(kSetting.size()));
  if (!point.library.empty()) name = point.library;
  return is_path(name) ? digest_of_file(name) : name;
}

// Only the shapes of an ONNX file may depend on what runs.
const std::string& PointKeys::digest_of_model(const std::string& name, const RequestText& point) {
  proto::Request request;
  request.set_model(name);
  std::string inputs = "model\n" + name;
  if (name.ends_with(".onnx")) {
    request = request_of(point);
    request.set_model(name);
    for (const auto& [symbol, value] : given_dimensions(request))
      inputs += fmt::format("\n{}={}", symbol, value);
  }
  std::string& known = digests_[inputs];
  if (known.empty()) known = digest_text(bytes_of(remembered_.network(request)));
  return known;
}

// Again when the file was written since.
const std::string& PointKeys::digest_of_file(const std::string& path) {
  std::error_code none;
  const auto written = fs::last_write_time(path, none).time_since_epoch().count();
  std::string& known =
      digests_[fmt::format("file\n{}\n{}\n{}", path, written, fs::file_size(path, none))];
  if (known.empty()) known = digest_text(read_file(path));
  return known;
}

Key PointKeys::of(const RequestText& point) {
  std::string text = surroundings_;
  const auto add = [&](const std::string& name, const std::string& value) {
    text += fmt::format("\n{}={}", name, value);
  };
  for (const auto& [name, value] : given_flags(point)) {
    if (name == "chip")
      add(name, digest_of_chip(value, point.with));
    else if (name == "prefill_chip")  // fragments are not of another chip
      add(name, digest_of_chip(value, {}));
    else if (name == "model" || (name == "draft" && value != "mtp" && value != "ngram"))
      add(name, digest_of_model(value, point));
    else if (name == "routing" && is_routing_file(value))
      add(name, digest_of_file(value));
    else if (name != "detail" && name != "library")
      add(name, value);
  }
  add("detail", point.detail.empty() ? "tile" : point.detail);
  add("library", digest_of_library(point));
  std::vector<std::string> changes = point.set;
  for (const std::string& dim : point.dim) changes.push_back("dim." + dim);
  std::ranges::stable_sort(changes, {}, block_of);
  for (const std::string& change : changes) add("set", change);
  return digest(text);
}

}  // namespace tessera::sweep
