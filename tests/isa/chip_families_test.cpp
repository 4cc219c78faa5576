// That texts of different vendors describe different machines, and that all reach what is
// published.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "isa/chip_reader.h"
#include "isa/library.h"

namespace tessera {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What a text says besides numbers and names: which fields there are, kinds, choices and types.
std::string structure_of(const Message& block) {
  static const std::set<std::string> kNames = {
      "name",       "vendor",     "also_called",  "year", "library",
      "provenance", "variant_of", "energy_table", "kind", "default_dtype"};
  const google::protobuf::Reflection& look = *block.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  look.ListFields(block, &fields);
  std::string text;
  for (const FieldDescriptor* field : fields) {
    const bool is_string = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    if (field->name() == "provenance" || (is_string && kNames.contains(field->name())) ||
        field->name() == "year")
      continue;
    text += field->name();
    const int count = field->is_repeated() ? look.FieldSize(block, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
        text += "{" +
                structure_of(field->is_repeated() ? look.GetRepeatedMessage(block, field, i)
                                                  : look.GetMessage(block, field)) +
                "}";
      else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM && !field->is_repeated())
        text += "=" + look.GetEnum(block, field)->name();
      else if (is_string && !field->is_repeated())
        text += "=" + look.GetString(block, field);
      else if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL && !field->is_repeated())
        text += look.GetBool(block, field) ? "=true" : "=false";
    }
    text += ";";
  }
  return text;
}

TEST(ChipFamilies, NoTwoVendorsTextsAreEqualButForNumbers) {
  std::map<std::string, proto::Chip> seen;
  for (const std::string& name : library_chips()) {
    const proto::Chip text = read_chip_text({name, {}, {}});
    const auto [other, fresh] = seen.emplace(structure_of(text), text);
    EXPECT_TRUE(fresh || other->second.vendor() == text.vendor())
        << name << " of " << text.vendor() << " is " << other->second.name() << " of "
        << other->second.vendor() << " with other numbers";
  }
}

TEST(ChipFamilies, TwoTextsThatDifferInANumberOnlyHaveTheSameStructure) {
  const proto::Chip one = read_chip_text({"gpnpu", {}, {}});
  EXPECT_EQ(structure_of(one), structure_of(read_chip_text({"gpnpu", {}, {"core.count=7"}})));
  EXPECT_NE(structure_of(one), structure_of(read_chip_text({"h100-sxm", {}, {}})));
}

using Row = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else if (c != '\r')
      cells.back() += c;
  }
  return cells;
}

std::vector<Row> rows_of(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> header = cells_of(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = cells_of(line);
    Row row;
    for (std::size_t i = 0; i < std::min(header.size(), cells.size()); ++i)
      row[header[i]] = cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

double tera_operations(const ChipSpec& chip, const std::string& type) {
  return 2e-12 * peak_macs_per_second(chip, *data_type_named(type));
}

// The table beside this file: peaks as their vendors publish them, dense.
TEST(ChipFamilies, PeaksAndBandwidthsAreThePublishedOnesWithinThreePercent) {
  const std::vector<Row> rows = rows_of(TESSERA_SOURCE_DIR "/tests/isa/published_peaks.csv");
  ASSERT_GT(rows.size(), 100U);
  for (const Row& row : rows) {
    const ChipSpec chip = read_chip({row.at("name"), {}, {}});
    EXPECT_NEAR(tera_operations(chip, row.at("dtype")) / std::stod(row.at("peak")), 1, 0.03)
        << row.at("name") << ' ' << row.at("dtype");
    if (row.at("bandwidth_gb_s").empty()) continue;
    EXPECT_NEAR(chip.memory.peak_bandwidth.count() / (1e9 * std::stod(row.at("bandwidth_gb_s"))), 1,
                0.03)
        << row.at("name");
  }
}

// Where a text differs from the reference table, and says why.
const std::set<std::string> kExceptions = {
    "wse-3 fp16_tflops",    // 125 PFLOP/s count sparsity
    "mi210 fp32_tflops",    // of its matrix cores, the table has the lanes
    "mi250x fp32_tflops",   // likewise
    "gb300 int8_tops",      // half of it is what its data sheet has
    "b200-sxm mem_bw_gbs",  // of the measured system
};

TEST(ChipFamilies, EveryChipOfTheReferenceTableWithPeakAndBandwidthIsThere) {
  const char* reference = std::getenv("TESSERA_REFERENCE");
  if (reference == nullptr) GTEST_SKIP() << "TESSERA_REFERENCE names no folder of reference data";
  const std::string path = std::string(reference) + "/chips/chips.csv";
  if (!std::ifstream(path)) GTEST_SKIP() << path << " is not there";
  const std::map<std::string, std::string> types = {
      {"fp32_tflops", "fp32"}, {"tf32_tflops", "tf32"}, {"bf16_tflops", "bf16"},
      {"fp16_tflops", "fp16"}, {"fp8_tflops", "fp8"},   {"int8_tops", "int8"},
      {"int4_tops", "int4"},   {"fp4_tflops", "fp4"}};
  std::set<std::string> differing;
  for (const Row& row : rows_of(path)) {
    const proto::Chip text = read_chip_text({row.at("chip"), {}, {}});
    const ChipSpec chip = read_chip({row.at("chip"), {}, {}});
    const auto compare = [&](const std::string& column, double ours) {
      if (!row.contains(column) || row.at(column).empty()) return;
      const double ratio = ours / std::stod(row.at(column));
      if (ratio < 0.97 || ratio > 1.03) differing.insert(text.name() + " " + column);
    };
    for (const auto& [column, type] : types) compare(column, tera_operations(chip, type));
    compare("mem_bw_gbs", chip.memory.peak_bandwidth.count() * 1e-9);
  }
  for (const std::string& one : differing) EXPECT_TRUE(kExceptions.contains(one)) << one;
}

}  // namespace
}  // namespace tessera
