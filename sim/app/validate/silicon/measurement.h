// One row of a table of measurements: of one operator on one device (gemm.csv, attention.csv, ...)
// or of a whole run (e2e_serving.csv, ...).
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/app/validate/csv_table.h"
#include "workloads/conditions.h"

namespace tessera::validation {

// What keeps a row from being predicted, in words that rows of the same kind share.
class NotPredicted : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Measurement {
  std::string device, op, dtype, model, timing;
  bool older_software = false;  // measured with the versions before those of its device's library
  bool scored = true;           // quality A or B; C is shown apart
  std::map<std::string, std::int64_t, std::less<>> shape;  // by column: "M", "kv_len"
  std::map<std::string, std::string, std::less<>> words;   // by column: "precision"
  std::vector<std::optional<double>> measured;             // by the columns asked for
  std::optional<double> spread;                            // of its repeats, of 1

  // Throws NotPredicted where the row does not say.
  std::int64_t number(std::string_view column) const;
  std::int64_t number_or(std::string_view column, std::int64_t absent) const;
};

// Columns of a table beyond device, op, dtype, model, timing, quality and rel_spread.
struct MeasurementColumns {
  std::vector<std::string> numbers;   // to Measurement::shape
  std::vector<std::string> words;     // to Measurement::words
  std::vector<std::string> measured;  // to Measurement::measured
};

// Numbers that are none become mistakes; an empty cell, or a column that the table lacks, is no
// mistake.
std::vector<Measurement> read_measurements(const CsvTable& table, const MeasurementColumns& columns,
                                           std::vector<Mistake>& mistakes);

// How a row of an operator table was timed; nothing where `timing` is a word that is not known.
std::optional<Conditions> conditions_of(const Measurement& row);

}  // namespace tessera::validation
