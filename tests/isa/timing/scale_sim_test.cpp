// SCALE-Sim v2's own cycle counts, row by row: our SCALE-Sim compatible arrays must give the same.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "isa/timing/matrix_unit.h"

namespace tessera {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> result;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) result.push_back(cell);
  return result;
}

std::vector<Row> read_rows(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> header;
  std::vector<Row> rows;
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> values = cells(line);
    if (header.empty()) {
      header = values;
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = values.at(i);
    rows.push_back(std::move(row));
  }
  return rows;
}

double our_cycles(const Row& row) {
  const std::string& array = row.at("array");  // "128x128"
  SystolicSpec spec;
  spec.rows = std::stoll(array.substr(0, array.find('x')));
  spec.columns = std::stoll(array.substr(array.find('x') + 1));
  spec.dataflow =
      row.at("dataflow") == "ws" ? Dataflow::kWeightStationary : Dataflow::kOutputStationary;
  spec.scale_sim_compatible = true;
  MatrixUnitSpec unit;
  unit.kind = spec;
  unit.rates[static_cast<std::size_t>(DataType::kInt8)] = {1, 1};
  Matmul matmul;
  matmul.m = std::stoll(row.at("M"));
  matmul.k = std::stoll(row.at("K"));
  matmul.n = std::stoll(row.at("N"));
  matmul.useful_macs = matmul.m * matmul.k * matmul.n;
  matmul.type = DataType::kInt8;
  return matmul_time(unit, LocalMemorySpec{Bytes(1), 1, 1}, matmul).occupancy;
}

// How many rows were compared.
std::size_t compare_rows(const std::filesystem::path& file) {
  const std::vector<Row> rows = read_rows(file);
  for (const Row& row : rows) {
    EXPECT_EQ(our_cycles(row), std::stod(row.at("total_cycles")))
        << file.filename() << ", layer " << row.at("layer");
  }
  return rows.size();
}

TEST(ScaleSimCompatibleArray, MatchesTheExtractExactly) {
  EXPECT_EQ(compare_rows(std::filesystem::path(TESSERA_SOURCE_DIR) /
                         "tests/isa/timing/scale_sim_extract.csv"),
            16);
}

TEST(ScaleSimCompatibleArray, MatchesEveryReferenceRowExactly) {
  const char* reference = std::getenv("TESSERA_REFERENCE");
  if (reference == nullptr) {
    GTEST_SKIP() << "TESSERA_REFERENCE is not set: the full SCALE-Sim tables are not compared";
  }
  std::size_t rows = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(reference) / "scalesim")) {
    if (entry.path().extension() == ".csv") rows += compare_rows(entry.path());
  }
  EXPECT_GE(rows, 158);
}

}  // namespace
}  // namespace tessera
