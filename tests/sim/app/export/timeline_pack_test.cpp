#include "sim/app/export/timeline_pack.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>
#include <zlib.h>

#include <boost/archive/iterators/binary_from_base64.hpp>
#include <boost/archive/iterators/transform_width.hpp>

#include "sim/app/export/compressed.h"
#include "tests/sim/app/export/traced_parts.h"

namespace tessera {
namespace {

using testing::ElementsAre;

std::string unpacked(std::string text, std::size_t size) {
  using namespace boost::archive::iterators;
  using Bytes = transform_width<binary_from_base64<std::string::const_iterator>, 8, 6>;
  while (text.ends_with('=')) text.pop_back();
  const std::string packed(Bytes(text.begin()), Bytes(text.end()));
  std::string bytes(size, '\0');
  uLongf unpacked = size;
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(bytes.data()), &unpacked,
                       reinterpret_cast<const Bytef*>(packed.data()), packed.size()),
            Z_OK);
  bytes.resize(unpacked);
  return bytes;
}

std::vector<std::int64_t> numbers(const std::string& bytes) {
  std::vector<std::int64_t> all;
  std::int64_t number = 0;
  int shift = 0;
  for (const char c : bytes) {
    number |= static_cast<std::int64_t>(c & 0x7f) << shift;
    shift += 7;
    if ((c & 0x80) != 0) continue;
    all.push_back(number);
    number = shift = 0;
  }
  return all;
}

std::int64_t either(std::int64_t number) { return number < 0 ? -2 * number - 1 : 2 * number; }

TEST(Compressed, ComesBackAsItWas) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 1000U}) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * i);
    const std::string text = compressed(bytes);
    EXPECT_EQ(text.size() % 4, 0U);
    EXPECT_EQ(unpacked(text, size + 10), bytes);
  }
}

TEST(SpanColumns, AreDeltasInTheOrderOfTheLanes) {
  const Lanes lanes = lanes_of(two_parts().parts);
  EXPECT_THAT(numbers(span_columns(lanes)),
              ElementsAre(either(0), either(4'000'000), either(1'000'000), either(3'000'000),  //
                          1'000'000, 1'000'000, 2'000'000, 2'000'000,                          //
                          0, 0, 0, 0,                                                          //
                          0, 0, either(-2), either(-2),                                        //
                          4000, 4000, 0, 0,                                                    //
                          0, 0, 0, 0,                                                          //
                          either(0), either(2), either(-1), either(2)));
}

TEST(PackedTimeline, SaysWhatThePageNeeds) {
  rapidjson::Document json;
  json.Parse(packed_timeline(two_parts()).c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_EQ(json["spans"].GetInt(), 4);
  EXPECT_EQ(json["critical_spans"].GetInt(), 4);
  EXPECT_EQ(json["parts"][1]["begin_ps"].GetInt64(), 5'000'000);
  EXPECT_STREQ(json["parts"][1]["name"].GetString(), "decode at kv 20");
  EXPECT_STREQ(json["lanes"][1]["name"].GetString(), "core_0.matrix_unit");
  EXPECT_EQ(numbers(unpacked(json["data"].GetString(), 1000)).size(), 6U * 4 + 4);
  EXPECT_FALSE(json.HasMember("notice"));
  double read = 0;
  for (const auto& bytes : json["memory"]["read_bytes"].GetArray()) read += bytes.GetDouble();
  EXPECT_EQ(read, 8000);
}

TEST(PackedTimeline, SaysWhatIsMissing) {
  RunOutput output = two_parts();
  output.parts[1].execution.trace.left_out = 3;
  rapidjson::Document json;
  json.Parse(packed_timeline(output).c_str());
  EXPECT_THAT(json["notice"].GetString(), testing::HasSubstr("3 more are left out"));
}

TEST(PackedTimeline, IsEmptyWithoutSpans) { EXPECT_EQ(packed_timeline({}), ""); }

}  // namespace
}  // namespace tessera
