// What a validation finds: predicted against reference, value by value, with the labels to group
// by. Knows no kind of table in particular.
#pragma once

#include <cmath>
#include <optional>
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
  // What else is known of the same row, of 1: how far its repeats lie apart, and the mean errors of
  // simple models on rows like it.
  std::optional<double> spread = {}, roofline_error = {}, fit_error = {};

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

// One of them, by what stands in it.
struct UnpredictedRow {
  std::string table;
  int line = 0;  // of its file
  std::string chip, workload, why;
};

struct Quantity {
  std::string name;       // "mean latency"
  std::string threshold;  // as thresholds call it: "latency"
};

// The words of reports and thresholds, known before anything is predicted.
struct Vocabulary {
  std::vector<std::string> dimensions;  // what errors are grouped by
  std::vector<std::string> groups;      // of the first dimension: policies; none: tables tell
  std::vector<Quantity> quantities;
};

// The chip that a device of the tables is taken for.
struct DeviceNote {
  std::string device, chip, library;  // of kernels
};

struct Validation {
  std::string kind;  // "dram"
  std::string folder;
  std::string detail;
  std::vector<std::string> dimensions;  // what labels say; the first is the default grouping
  std::vector<Quantity> quantities;     // in the order of reports
  std::vector<Comparison> comparisons;
  std::vector<Comparison> apart;  // not in any sum: what was measured is doubtful
  std::vector<PredictedTable> tables;
  std::vector<Unpredicted> unpredicted;
  std::vector<UnpredictedRow> unpredicted_rows;  // of published results
  std::vector<std::string> notes;
  std::vector<std::string> remarks;  // part of the report, one line each
  std::vector<DeviceNote> devices;   // of silicon
  bool ratios = false;               // values are times: the bias is a geometric mean
  bool partial = false;              // interrupted
};

}  // namespace tessera::validation
