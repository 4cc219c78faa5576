#include "sim/app/report/html/run_document.h"

#include <rapidjson/reader.h>
#include <rapidjson/writer.h>

#include <stdexcept>

#include "sim/app/report/json.h"

namespace tessera {
namespace {

using Buffer = rapidjson::StringBuffer;

// A writer whose numbers come as text, so that none changes on its way.
class Compact : public rapidjson::Writer<Buffer> {
 public:
  using rapidjson::Writer<Buffer>::Writer;
  bool RawNumber(const char* digits, rapidjson::SizeType length, bool) {
    return RawValue(digits, length, rapidjson::kNumberType);
  }
};

std::string quoted(const std::string& text) {
  Buffer buffer;
  rapidjson::Writer<Buffer> writer(buffer);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

// "{...}" without its braces, to stand among other members.
std::string members_of(const std::string& object) { return object.substr(1, object.size() - 2); }

std::string inputs_array(const std::vector<InputText>& inputs) {
  std::string text = "[";
  for (const InputText& one : inputs)
    text += (text.size() > 1 ? "," : "") + ("{\"name\":" + quoted(one.name)) +
            ",\"text\":" + quoted(one.text) + "}";
  return text + "]";
}

}  // namespace

std::string compact_json(const std::string& json) {
  Buffer buffer;
  Compact writer(buffer);
  rapidjson::StringStream stream(json.c_str());
  rapidjson::Reader reader;
  if (!reader.Parse<rapidjson::kParseNumbersAsStringsFlag>(stream, writer))
    throw std::logic_error("a report wrote JSON that cannot be read");
  return {buffer.GetString(), buffer.GetSize()};
}

std::string run_document(const ShownRun& record) {
  std::string text = "{\"id\":" + quoted(record.id) + ",\"name\":" + quoted(record.name) +
                     ",\"summary\":" + compact_json(json_report(record.result));
  if (!record.details.empty()) text += "," + members_of(compact_json(record.details));
  text += ",\"inputs\":" + inputs_array(record.inputs);
  if (!record.timeline.empty()) text += ",\"timeline\":" + record.timeline;
  return text + "}";
}

}  // namespace tessera
