// A small chip text, and what the reader says of changes to it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "isa/chip_reader.h"
#include "sim/core/diagnostics.h"

namespace tessera {

// Twenty-odd lines that say all a chip must say.
inline const std::string kEdge = R"(name: "edge"
kind: "npu"
default_dtype: "int8"
core {
  count: 2
  clock_mhz: 800
  matrix_unit {
    count: 1
    systolic { rows: 16 columns: 32 dataflow: WEIGHT_STATIONARY }
    rate { dtype: "int8" relative: 1 }
  }
  vector_unit {
    lanes: 32 add_mul_per_lane_clock: 2 special_per_lane_clock: 0.5
    convert_per_lane_clock: 1 reduce_per_lane_clock: 1 issue_overhead_cycles: 4
  }
  local_memory { capacity_kib: 512 banks: 8 bytes_per_clock: 64 reserved_kib: 12 }
  dma { bytes_per_clock: 16 transfers_in_flight: 4 }
}
memory { on_chip: true capacity_gb: 4 channels: 2 bandwidth_gb_per_s: 34 latency_ns: 120 }
network { mesh { link_bytes_per_clock: 16 router_latency_cycles: 2 } }
control { queues { descriptor_ns: 10 barrier_ns: 50 dispatch_ns: 0 launch_ns: 100 } }
power { energy_table: "14nm" static_w: 0.5 memory_pj_per_byte: 30 }
)";

class ChipText : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << text;
    return path;
  }

  ChipSpec read(const std::string& text, std::vector<std::string> settings = {}) const {
    return read_chip({write("edge.textproto", text), {}, std::move(settings)});
  }

  // What the reader says, one line per mistake, without the folder.
  std::vector<std::string> mistakes(const std::string& text,
                                    std::vector<std::string> settings = {}) const {
    try {
      read(text, std::move(settings));
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kBadInput);
      std::vector<std::string> lines;
      for (const Mistake& mistake : error.mistakes()) {
        std::string where = to_string(mistake.location);
        if (where.starts_with(folder_)) where = where.substr(folder_.size() + 1);
        lines.push_back(where + ": " + mistake.message);
      }
      return lines;
    }
    return {};
  }

  static std::string with(std::string text, const std::string& part, const std::string& other) {
    const std::size_t at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return text.replace(at, part.size(), other);
  }

  static std::string with_standard() { return with(kEdge, "on_chip: true", "standard: \"HBM2\""); }

  const std::string folder_ = testing::TempDir() + "chip_reader_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
};

}  // namespace tessera
