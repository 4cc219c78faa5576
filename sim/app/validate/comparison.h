// What a validation finds: predicted against reference, value by value, with the labels to group
// by. Knows no kind of table in particular.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "sim/app/validate/csv_table.h"

namespace tessera::validation {

// One value of one row.
struct Comparison {
  std::vector<std::string> labels;  // one for each of Validation::dimensions
  std::string quantity;             // "utilisation"
  double reference = 0;             // not zero
  double predicted = 0;
  bool bound = true;  // thresholds look at it

  double error() const { return predicted / reference - 1; }
};

// An input table and what its rows have been given: empty cells where nothing was predicted.
struct PredictedTable {
  std::string name;  // of the file: "tile.csv"
  CsvTable table;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> cells;  // by row
  std::size_t predicted = 0;                    // rows that have a prediction
};

// Rows without a prediction, those of one reason together.
struct Unpredicted {
  std::string why;  // "no constraint table for X"
  std::size_t rows = 0;
};

struct Quantity {
  std::string name;       // "mean latency"
  std::string threshold;  // as thresholds call it: "latency"
};

// The words of reports and thresholds, known before anything is predicted.
struct Vocabulary {
  std::vector<std::string> dimensions;  // what errors are grouped by
  std::vector<std::string> groups;      // of the first dimension: policies
  std::vector<Quantity> quantities;
};

struct Validation {
  std::string kind;  // "dram"
  std::string folder;
  std::string detail;
  std::vector<std::string> dimensions;  // what labels say; the first is the default grouping
  std::vector<Quantity> quantities;     // in the order of reports
  std::vector<Comparison> comparisons;
  std::vector<PredictedTable> tables;
  std::vector<Unpredicted> unpredicted;
  std::vector<std::string> notes;
  bool partial = false;  // interrupted
};

}  // namespace tessera::validation
