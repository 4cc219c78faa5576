#include "workloads/import/chakra/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "sim/core/diagnostics.h"
#include "workloads/file_bytes.h"

namespace tessera {
namespace {

constexpr double kMostOperations = 1e18;  // sums of them are checked where the graph is bound
constexpr double kMostBytes = 1e14;
constexpr std::size_t kLongestName = 80;

// One line of ASCII, whatever a name holds.
std::string printable(const std::string& text) {
  std::string name = text.substr(0, kLongestName);
  for (char& c : name)
    if (c < ' ' || c > '~') c = '?';
  return name;
}

std::optional<double> number_of(const chakra::Attribute& attribute) {
  switch (attribute.value_case()) {
    case chakra::Attribute::kDoubleVal:
      return attribute.double_val();
    case chakra::Attribute::kFloatVal:
      return attribute.float_val();
    case chakra::Attribute::kInt32Val:
      return attribute.int32_val();
    case chakra::Attribute::kInt64Val:
      return static_cast<double>(attribute.int64_val());
    case chakra::Attribute::kUint32Val:
      return attribute.uint32_val();
    case chakra::Attribute::kUint64Val:
      return static_cast<double>(attribute.uint64_val());
    case chakra::Attribute::kSint32Val:
      return attribute.sint32_val();
    case chakra::Attribute::kSint64Val:
      return static_cast<double>(attribute.sint64_val());
    case chakra::Attribute::kFixed32Val:
      return attribute.fixed32_val();
    case chakra::Attribute::kFixed64Val:
      return static_cast<double>(attribute.fixed64_val());
    case chakra::Attribute::kSfixed32Val:
      return attribute.sfixed32_val();
    case chakra::Attribute::kSfixed64Val:
      return static_cast<double>(attribute.sfixed64_val());
    case chakra::Attribute::kBoolVal:
      return attribute.bool_val() ? 1 : 0;
    case chakra::Attribute::kStringVal:
    case chakra::Attribute::VALUE_NOT_SET:
      return std::nullopt;
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file), bytes_(bytes_of_file(file)) {}

  Trace whole() {
    if (bytes_.starts_with("\x1f\x8b"))
      refuse(ExitCode::kUnsupported, "is compressed with gzip, must be unpacked");
    if (bytes_.empty()) refuse(ExitCode::kBadInput, "is empty, must begin with metadata");
    read_metadata();
    Trace trace{file_, {}};
    while (at_ < bytes_.size()) {
      const std::size_t begin = at_;
      const std::string_view text = message();
      chakra::Node node;
      if (!node.ParseFromArray(text.data(), static_cast<int>(text.size())))
        refuse_at(begin, "holds no node of a Chakra trace");
      trace.nodes.push_back(converted(node));
    }
    return trace;
  }

 private:
  [[noreturn]] void refuse(ExitCode code, const std::string& what) const {
    throw InputError(code, file_.string() + ": " + what);
  }
  [[noreturn]] void refuse_at(std::size_t byte, const std::string& what) const {
    refuse(ExitCode::kBadInput, fmt::format("at byte {}: {}", byte, what));
  }

  void read_metadata() {
    const std::string_view text = message();
    constexpr char kNodeOfOldSchema = 0x08;  // field 1 is a number: an id
    if (!text.empty() && text.front() == kNodeOfOldSchema)
      refuse(ExitCode::kUnsupported,
             "has no metadata in front of its nodes, as in the first schema: only later ones are "
             "read");
    chakra::Metadata metadata;
    if (!metadata.ParseFromArray(text.data(), static_cast<int>(text.size())))
      refuse_at(0, "is no metadata of a Chakra trace");
  }

  // The length, seven bits a byte from the lowest, and as many bytes.
  std::string_view message() {
    const std::size_t begin = at_;
    std::uint64_t length = 0;
    for (int shift = 0;; shift += 7) {
      if (at_ == bytes_.size()) refuse_at(begin, "the file ends within the length of a message");
      if (shift > 28) refuse_at(begin, "is no length of a message");
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      length |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) break;
    }
    if (length > bytes_.size() - at_)
      refuse_at(begin,
                fmt::format("a message of {} bytes is stated, {} follow: the file ends early",
                            length, bytes_.size() - at_));
    const std::string_view text = std::string_view(bytes_).substr(at_, length);
    at_ += length;
    return text;
  }

  std::int64_t count(const TraceNode& node, const chakra::Attribute& attribute, double most) const {
    const std::optional<double> value = number_of(attribute);
    if (!value || !(*value >= 0 && *value <= most))
      refuse(ExitCode::kBadInput,
             fmt::format("node {} '{}': {} is {}, must be a number from 0 to {:.0e}", node.id,
                         node.name, printable(attribute.name()),
                         value ? fmt::format("{:.6g}", *value) : "no number", most));
    return std::llround(*value);
  }

  TraceNode converted(const chakra::Node& from) const {
    TraceNode node;
    node.id = from.id();
    node.name = printable(from.name());
    node.type = from.type();
    node.callers.assign(from.ctrl_deps().begin(), from.ctrl_deps().end());
    node.needs.assign(from.data_deps().begin(), from.data_deps().end());
    node.micros = from.duration_micros();
    node.input_shapes = from.inputs().shapes();
    node.input_types = from.inputs().types();
    node.input_values = from.inputs().values();
    node.output_shapes = from.outputs().shapes();
    for (const chakra::Attribute& attribute : from.attr()) {
      const std::string& name = attribute.name();
      if (name == "is_cpu_op") node.on_host = number_of(attribute).value_or(0) != 0;
      if (name == "num_ops") node.operations = count(node, attribute, kMostOperations);
      if (name == "tensor_size") node.bytes = count(node, attribute, kMostBytes);
      if (name == "comm_type") node.comm_type = count(node, attribute, 1e9);
      if (name == "comm_size") node.comm_bytes = count(node, attribute, kMostBytes);
      if (name == "pg_name") node.group = printable(attribute.string_val());
    }
    return node;
  }

  std::filesystem::path file_;
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Trace read_trace(const std::filesystem::path& file) { return Reader(file).whole(); }

std::string place_of(const Trace& trace, const TraceNode& node) {
  return fmt::format("{}: node {} '{}': ", trace.file.string(), node.id, node.name);
}

}  // namespace tessera
