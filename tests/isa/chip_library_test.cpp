// The chips that come with the program: that they read, say where every number comes from, and
// reach the peaks that are published for them.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "isa/chip_reader.h"
#include "isa/library.h"
#include "isa/provenance.h"

namespace tessera {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

ChipSpec chip(const std::string& name, std::vector<std::string> settings = {}) {
  return read_chip({name, {}, std::move(settings)});
}

TEST(ChipLibrary, HoldsTheChipsOfTheGuide) {
  EXPECT_THAT(library_chips(),
              testing::IsSupersetOf({"a100-sxm", "gpnpu", "groq-lpu-v1", "h100-sxm", "npu-4x128",
                                     "tpu-v5e", "tpu-v6e"}));
}

TEST(ChipLibrary, EveryShippedChipReads) {
  for (const std::string& name : library_chips()) EXPECT_EQ(chip(name).name, name);
}

struct Published {
  const char* chip;
  DataType type;
  double tera_operations;  // dense, two per multiply-accumulate
  double gb_per_s;
  double gigabytes;
};

// Vendors' data sheets; the NPU as ONNXim describes it.
constexpr Published kPublished[] = {
    {"a100-sxm", DataType::kBf16, 312, 2039, 80},
    {"a100-sxm", DataType::kTf32, 156, 2039, 80},
    {"a100-sxm", DataType::kInt8, 624, 2039, 80},
    {"h100-sxm", DataType::kFp16, 989.4, 3352, 80},
    {"h100-sxm", DataType::kFp8, 1978.9, 3352, 80},
    {"h100-sxm", DataType::kTf32, 494.7, 3352, 80},
    {"tpu-v5e", DataType::kBf16, 197, 819, 16},
    {"tpu-v5e", DataType::kInt8, 394, 819, 16},
    {"tpu-v6e", DataType::kBf16, 918, 1640, 32},
    {"tpu-v6e", DataType::kInt8, 1836, 1640, 32},
    {"npu-4x128", DataType::kFp16, 131.072, 614, 17.18},
    {"groq-lpu-v1", DataType::kInt8, 750, 80000, 0.21},
    {"groq-lpu-v1", DataType::kFp16, 188, 80000, 0.21},
};

TEST(ChipLibrary, PeaksAreThePublishedOnesWithinThreePercent) {
  for (const Published& sheet : kPublished) {
    const ChipSpec spec = chip(sheet.chip);
    EXPECT_NEAR(2e-12 * peak_macs_per_second(spec, sheet.type) / sheet.tera_operations, 1, 0.03)
        << sheet.chip << ' ' << name_of(sheet.type);
    EXPECT_NEAR(spec.memory.peak_bandwidth.count() / (sheet.gb_per_s * 1e9), 1, 0.001)
        << sheet.chip;
    EXPECT_NEAR(static_cast<double>(spec.memory.capacity.count()) / (sheet.gigabytes * 1e9), 1,
                0.002)
        << sheet.chip;
  }
}

// Devices that measured points name, with the dense peaks their tables state (0: none): 16 bit,
// fp8, int8, fp4, fp32.
struct Device {
  const char* name;
  double sixteen_bit, fp8, int8, fp4, fp32;
};

constexpr Device kDevices[] = {
    {"a100_sxm", 312, 0, 624, 0, 19.5},
    {"h100_sxm", 989, 1978, 1978, 0, 67},
    {"h200_sxm", 989, 1978, 1978, 0, 67},
    {"b200_sxm", 2250, 4500, 4500, 9000, 80},
    {"b300_sxm", 2250, 4500, 153.5, 14000, 80},
    {"gb200", 2500, 5000, 5000, 10000, 80},
    {"gb300", 2500, 5000, 165, 15000, 80},
    {"l40s", 362, 733, 733, 0, 91.6},
    {"rtx_pro_6000_server", 468, 936, 936, 1871, 120},
    {"rtx4090", 165, 330, 661, 0, 82.6},
    {"rtx3090", 71, 0, 284, 0, 35.6},
    {"a6000", 154.8, 0, 309.7, 0, 38.7},
    {"a40", 149.7, 0, 299.3, 0, 37.4},
    {"v100", 125, 0, 62, 0, 15.7},
    {"p100", 21.2, 0, 0, 0, 10.6},
    {"t4", 65, 0, 130, 0, 8.1},
    {"gtx1080ti", 0, 0, 45, 0, 11.3},
    {"titan_xp", 0, 0, 48.6, 0, 12.1},
    {"titanx_pascal", 0, 0, 44, 0, 11.0},
    {"titanx_maxwell", 0, 0, 0, 0, 6.7},
    {"m40", 0, 0, 0, 0, 6.8},
    {"b60", 98.3, 98.3, 197, 0, 12.3},
    {"mi300x", 1307, 2615, 2615, 0, 163},
    {"mi308x", 188, 377, 377, 0, 0},
    {"mi355x", 2516, 5033, 5033, 10066, 157},
    {"mi325x", 1307, 2615, 2615, 0, 163},
    {"mi210", 181, 0, 181, 0, 45.3},
    {"mi25", 24.6, 0, 0, 0, 12.3},
    {"vega_fe", 26.2, 0, 0, 0, 13.1},
    {"knl7250", 0, 0, 0, 0, 6.1},
    {"tpu_v6e", 918, 918, 1836, 0, 0},
    {"tpu_v6e_host", 918, 918, 1836, 0, 0},
    {"tpu_v7_chiplet", 1153.5, 2307, 2307, 0, 0},
    {"tpu_v7_chiplet_host", 1153.5, 2307, 2307, 0, 0},
    {"a100_pairwise_nvlink", 312, 0, 624, 0, 19.5},
    {"h100_pairwise_nvlink", 989, 1978, 1978, 0, 67},
};

void expect_peak(const Device& device, const ChipSpec& spec, DataType type, double tera) {
  if (tera == 0) return;
  EXPECT_NEAR(2e-12 * peak_macs_per_second(spec, type) / tera, 1, 0.03)
      << device.name << ' ' << name_of(type);
}

TEST(ChipLibrary, EveryMeasuredDeviceIsAChipWithItsPeaks) {
  for (const Device& device : kDevices) {
    const ChipSpec spec = chip(device.name);
    expect_peak(device, spec, spec.kind == "tpu" ? DataType::kBf16 : DataType::kFp16,
                device.sixteen_bit);
    expect_peak(device, spec, DataType::kFp8, device.fp8);
    expect_peak(device, spec, DataType::kInt8, device.int8);
    expect_peak(device, spec, DataType::kFp4, device.fp4);
    expect_peak(device, spec, DataType::kFp32, device.fp32);
    EXPECT_NE(spec.library, "") << device.name;
  }
}

TEST(ChipLibrary, NoTwoChipsAreCalledTheSame) {
  std::map<std::string, std::string> owners;
  for (const std::string& name : library_chips()) {
    const proto::Chip text = read_chip_text({name, {}, {}});
    std::set<std::string> called = {plain_name(name)};
    for (const std::string& other : text.also_called()) called.insert(plain_name(other));
    for (const std::string& one : called)
      EXPECT_TRUE(owners.emplace(one, name).second) << one << ": " << name << ", " << owners[one];
  }
}

TEST(ChipLibrary, FixedTimesAreThoseOfTheFamilyInClocks) {
  const auto launch = [](const std::string& name) {
    const ChipSpec spec = chip(name);
    return to_seconds(spec.control.blocks->launch) * static_cast<double>(spec.core.clock.count());
  };
  for (const char* name : {"h200-sxm", "gb200", "b300-sxm", "gb300"})
    EXPECT_NEAR(launch(name), launch(name[0] == 'h' ? "h100-sxm" : "b200-sxm"), 1) << name;
  for (const char* name : {"mi325x", "mi308x"}) EXPECT_NEAR(launch(name), launch("mi300x"), 1);
  EXPECT_NEAR(launch("rtx-4090"), launch("l40s"), 1);
  EXPECT_NEAR(launch("a40"), launch("rtx-a6000"), 1);
}

TEST(ChipLibrary, TheSramOfTheLpuIsAllThere) {
  const ChipSpec lpu = chip("groq-lpu-v1");
  EXPECT_TRUE(lpu.memory.on_chip);
  EXPECT_EQ(lpu.memory.capacity + lpu.core.local_memory.capacity, Bytes(220LL << 20));
}

TEST(ChipLibrary, TheGpnpuRunsKernelsAsBlocksAndAsQueues) {
  const ChipSpec gpnpu = chip("gpnpu");
  EXPECT_TRUE(gpnpu.control.blocks && gpnpu.control.queues);
  EXPECT_TRUE(gpnpu.memory.slice_per_core);
  EXPECT_GE(gpnpu.memory.capacity, Bytes(32'000'000'000));
}

TEST(ChipLibrary, TheGpnpuReadsWithAnyNumberOfClusters) {
  for (const int count : {1, 2, 7, 33, 64, 100, 1024}) {
    const ChipSpec spec = chip("gpnpu", {"core.count=" + std::to_string(count)});
    EXPECT_EQ(spec.core.count, count);
    EXPECT_EQ(spec.memory.capacity, chip("gpnpu").memory.capacity);
  }
}

bool is_number(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_INT32;
}

struct Enclosing {
  const Message* block;
  std::string path;  // from this block to the number
};

bool has_source(const std::vector<Enclosing>& around, const std::string& field) {
  for (auto block = around.rbegin(); block != around.rend(); ++block) {
    const std::string path = block->path.empty() ? field : block->path + "." + field;
    const proto::Provenance* note = provenance_in(*block->block, path);
    if (note) return !note->source().empty() && note->confidence() != proto::UNSTATED;
  }
  return false;
}

// Entries of a list are named by their data type, as provenance does.
std::string entry_name(const Message& entry, const std::string& field) {
  const FieldDescriptor* type = entry.GetDescriptor()->FindFieldByName("dtype");
  if (type == nullptr) return field;
  return field + "[" + entry.GetReflection()->GetString(entry, type) + "]";
}

void expect_sources(const Message& block, std::vector<Enclosing> around, const std::string& where) {
  around.push_back({&block, ""});
  std::vector<const FieldDescriptor*> fields;
  block.GetReflection()->ListFields(block, &fields);
  const auto go_into = [&](const Message& nested, const std::string& step) {
    std::vector<Enclosing> deeper = around;
    for (Enclosing& outer : deeper) outer.path += (outer.path.empty() ? "" : ".") + step;
    expect_sources(nested, deeper, where + "." + step);
  };
  for (const FieldDescriptor* field : fields) {
    if (is_number(*field)) {
      EXPECT_TRUE(has_source(around, field->name())) << where << '.' << field->name();
    }
    if (field->name() == "provenance" || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
      continue;
    if (!field->is_repeated())
      go_into(block.GetReflection()->GetMessage(block, field), field->name());
    for (int i = 0; field->is_repeated() && i < block.GetReflection()->FieldSize(block, field);
         ++i) {
      const Message& entry = block.GetReflection()->GetRepeatedMessage(block, field, i);
      go_into(entry, entry_name(entry, field->name()));
    }
  }
}

TEST(ChipLibrary, EveryNumberHasASourceAndAConfidence) {
  for (const std::string& name : library_chips())
    expect_sources(read_chip_text({name, {}, {}}), {}, name);
}

TEST(ChipLibrary, DefaultsKeepTheirOwnSources) {
  const proto::Chip text = read_chip_text({"gpnpu", {}, {}});
  EXPECT_GT(text.power().vector_operation_pj(), 0);
  const proto::Provenance* note = provenance_in(text.power(), "vector_operation_pj");
  ASSERT_NE(note, nullptr);
  EXPECT_THAT(note->source(), testing::Not(testing::HasSubstr("reference design")));
}

}  // namespace
}  // namespace tessera
